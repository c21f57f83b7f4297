import { type McpRequestContext, ResourceNotFoundError, type Server } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import { ProviderError } from '../core/errors.ts';
import type { UpdateListener } from '../core/resource-updates.ts';
import { protocolErrorOf } from './protocol-errors.ts';
import { callOf, principalOf } from './request-context.ts';
import type { ResourceShelf } from './resource-handlers.ts';

/** A client that wants to hear of more resources than this is not listening. */
const MOST_SUBSCRIPTIONS = 1_000;

/**
 * Tells the client of one server when resources change. Clients of 2025 name those they want with `resources/subscribe`, which
 * only the reader of a resource may do; those of 2026 open a `subscriptions/listen`, which the SDK filters on stdio. Over
 * HTTP its notifications go through `ServerNotifier` instead, because there a server lives for one request.
 */
export function installSubscriptions(
  server: Server,
  app: App,
  shelf: () => Promise<ResourceShelf>,
  { era, requestInfo }: McpRequestContext,
): void {
  const wanted = new Map<string, string>();
  let unlisten: (() => void) | undefined;

  const listen = (isWanted: (...news: Parameters<UpdateListener>) => boolean): void => {
    unlisten ??= app.updates.listen((uri, principal) => {
      // The end of a server is announced to nobody but its transport, which others watch.
      if (server.transport === undefined) unlisten?.();
      else if (isWanted(uri, principal)) server.sendResourceUpdated({ uri }).catch(() => {});
    });
  };
  if (era === 'modern') {
    if (requestInfo === undefined) listen(() => true);
    return;
  }

  server.setRequestHandler('resources/subscribe', async ({ params: { uri } }, context) => {
    const found = (await shelf()).find(uri);
    if (found === undefined) throw new ResourceNotFoundError(uri);
    const call = callOf(app, uri.slice(0, 200), context);
    try {
      // Nobody hears of what they could not read.
      await found.resource.read(found.variables, call);
    } catch (thrown) {
      if (thrown instanceof ProviderError && thrown.code === 'not_found') throw new ResourceNotFoundError(uri);
      throw protocolErrorOf(app, thrown, call);
    }
    if (wanted.size < MOST_SUBSCRIPTIONS) wanted.set(uri, keyOf(principalOf(context)));
    listen((changed, principal) => wanted.get(changed) === keyOf(principal));
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', async ({ params: { uri } }) => {
    wanted.delete(uri);
    return {};
  });
}

const keyOf = ({ tenant, subject }: { readonly tenant: string; readonly subject: string }): string =>
  JSON.stringify([tenant, subject]);
