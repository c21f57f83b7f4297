import type { ServerContext } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import { LOCAL_PRINCIPAL, type Principal, type ToolCall } from '../core/tool.ts';
import type { ProgressUpdate } from './progress.ts';

/** Where `bearer.ts` puts the principal into the SDK's auth info, the only thing that reaches a handler. */
export const PRINCIPAL_KEY = 'principal';

/** Who sent this request: the token's principal, or the local user where no token was asked for. */
export function principalOf(context: ServerContext): Principal {
  const principal = context.http?.authInfo?.extra?.[PRINCIPAL_KEY];
  return isPrincipal(principal) ? principal : LOCAL_PRINCIPAL;
}

const isPrincipal = (value: unknown): value is Principal =>
  typeof value === 'object' && value !== null && 'tenant' in value && 'subject' in value;

/** Sends progress under the request's token; `undefined` when the client gave none. */
export function progressSender(context: ServerContext): ((update: ProgressUpdate) => Promise<void>) | undefined {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return (update) => context.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...update } });
}

/** The origin under which the request reached us; `undefined` when it did not come over HTTP. */
export const originOf = ({ http }: ServerContext): string | undefined =>
  http?.req === undefined ? undefined : new URL(http.req.url).origin;

/** The call that a resource, prompt or completion is handed. `name` stands where a tool's name would. */
export const callOf = (app: App, name: string, context: ServerContext): ToolCall => ({
  app,
  callId: app.clock.id(),
  tool: name,
  principal: principalOf(context),
  signal: context.mcpReq.signal,
});
