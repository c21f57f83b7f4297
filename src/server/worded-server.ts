import {
  type JSONRPCRequest,
  ProtocolError,
  type Result,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { invalidParams } from './protocol-errors.ts';

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

/**
 * The SDK's server, which answers a request of the wrong shape with an internal error and its validator's JSON: here the client
 * is told in words that its parameters are wrong. The hook is the one that the SDK keeps for subclasses.
 */
export class WordedServer extends Server {
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const wrapped = super._wrapHandler(method, handler);
    return async (request, context) => {
      try {
        return await wrapped(request, context);
      } catch (thrown) {
        const faults = faultsIn(thrown);
        throw faults === undefined ? thrown : invalidParams(`Invalid params for ${method}: ${faults}`);
      }
    };
  }
}

/** What a validator found, where the error's message is its list of issues. */
function faultsIn(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const [, json] = /^(?:Invalid \S+ request: )?(\[\s*\{[\s\S]*\}\s*\])$/.exec(thrown.message) ?? [];
  if (json === undefined || (thrown instanceof ProtocolError && thrown.message === json)) return undefined;
  try {
    const issues: unknown = JSON.parse(json);
    return Array.isArray(issues) ? issues.map(worded).join('; ') : undefined;
  } catch {
    return undefined;
  }
}

function worded(issue: unknown): string {
  if (typeof issue !== 'object' || issue === null || !('message' in issue)) return String(issue);
  const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.filter((part) => part !== 'params') : [];
  return `${path.length === 0 ? '' : `${path.join('.')}: `}${String(issue.message)}`;
}
