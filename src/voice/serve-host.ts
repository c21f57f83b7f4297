import type { Socket } from 'node:net';
import type { App } from '../core/app.ts';
import { errorData } from '../core/error-data.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { ToolCall } from '../core/tool.ts';
import type { VoiceSessions } from '../core/voice-sessions.ts';
import type { FromHost, HostRequest, ToHost } from './host-messages.ts';

export type ServeHostParts = {
  readonly app: App;
  readonly sessions: () => Promise<VoiceSessions>;
  readonly log: Log;
  readonly post: (message: FromHost) => void;
};

/** Answers what another process asks of the sessions of this one. Returns what takes its messages. */
export function serveHost({ app, sessions, log, post }: ServeHostParts) {
  const running = new Map<number, AbortController>();
  const taking = new Map<number, () => void>();

  app.updates.listen((uri, principal) => post({ kind: 'update', uri, principal }));

  async function answer({ id, request, call }: Extract<ToHost, { kind: 'call' }>): Promise<void> {
    const cancel = new AbortController();
    running.set(id, cancel);
    const { isWatched, base, ...who } = call;
    const made: ToolCall = {
      ...who,
      app,
      signal: cancel.signal,
      ...(isWatched && { progress: (update) => post({ kind: 'progress', id, update }) }),
      ...(base !== undefined && { base }),
    };
    try {
      const value = await perform(await sessions(), request, made);
      post({ kind: 'done', id, value });
    } catch (thrown) {
      const error = asProviderError(thrown);
      // Its cause does not cross the border.
      if (error.code === 'internal') log.error(`Unexpected error in a live session: ${storyOf(error)}`);
      post({ kind: 'failed', id, error: errorData(error) });
    } finally {
      running.delete(id);
    }
  }

  async function take(
    { id, ticket, after, headers, head }: Extract<ToHost, { kind: 'stream' }>,
    socket: Socket,
  ): Promise<void> {
    socket.on('error', () => socket.destroy());
    const isOurs = Promise.withResolvers<void>();
    taking.set(id, isOurs.resolve);
    post({ kind: 'taken', id });
    await isOurs.promise;
    taking.delete(id);
    (await sessions()).acceptStream({ ticket, after, headers, head: Buffer.from(head), socket });
  }

  return async (message: ToHost, connection: Socket | undefined): Promise<void> => {
    switch (message.kind) {
      case 'call':
        return answer(message);
      case 'cancel':
        return running.get(message.id)?.abort(new ProviderError('cancelled'));
      case 'stream':
        // The client may have left on the way.
        return connection && take(message, connection);
      case 'go':
        return taking.get(message.id)?.();
    }
  };
}

function perform(sessions: VoiceSessions, request: HostRequest, call: ToolCall): Promise<unknown> {
  switch (request.method) {
    case 'open':
      return sessions.open(request.request, request.options, call);
    case 'send':
      return sessions.send(request.sessionId, request.input, call);
    case 'poll':
      return sessions.poll(request.sessionId, request, call);
    case 'close':
      return sessions.close(request.sessionId, request.isCancelled ? { ...call, signal: AbortSignal.abort() } : call);
    case 'transcript':
      return sessions.transcript(request.sessionId, call);
    case 'token':
      return sessions.token(request.request, request.options, call);
    case 'shutdown':
      return sessions.shutdown();
  }
}

function storyOf({ cause, message }: ProviderError): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? message);
}
