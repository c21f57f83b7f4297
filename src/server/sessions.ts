import { isInitializeRequest, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { Clock } from '../core/clock.ts';
import type { Caller } from './bearer.ts';
import { createEventStore } from './event-store.ts';
import { errorMessage, SESSION_NOT_FOUND, TRANSPORT_ERROR } from './json-rpc.ts';
import type { ServerBuilder } from './mcp-server.ts';

export type SessionOptions = {
  readonly build: ServerBuilder;
  readonly clock: Clock;
  readonly maxSessions: number;
  /** A session without a request or open stream for this long is closed. */
  readonly idleMs: number;
  readonly keepAliveMs: number;
};

type SessionRequest = {
  readonly request: Request;
  /** The parsed body; `undefined` for GET and DELETE. */
  readonly body: unknown;
  readonly caller: Caller;
  /** Writes the answer; the session counts as busy until it resolves. */
  readonly deliver: (answer: Response) => Promise<void>;
};

export type Sessions = {
  readonly size: number;
  serve(request: SessionRequest): Promise<void>;
  /** Closes what has been idle too long. Runs by itself; exposed because time is injected. */
  sweep(): Promise<void>;
  close(): Promise<void>;
};

type Session = {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly tenant: string;
  readonly subject: string;
  lastUsedMs: number;
  open: number;
};

/** Sessions for clients of the 2025 revisions: capped, expiring, and known only to the principal that opened them. */
export function createSessions({ build, clock, maxSessions, idleMs, keepAliveMs }: SessionOptions): Sessions {
  const sessions = new Map<string, Session>();
  let opening = 0;

  const end = async (id: string, session: Session): Promise<void> => {
    sessions.delete(id);
    await session.transport.close();
  };

  const sweep = async (): Promise<void> => {
    const oldest = clock.monotonicMs() - idleMs;
    for (const [id, session] of sessions) {
      if (session.open === 0 && session.lastUsedMs <= oldest) await end(id, session);
    }
  };

  /** Makes room by ending the session that has been idle longest; false when every one is in use. */
  const makeRoom = async (): Promise<boolean> => {
    if (sessions.size + opening < maxSessions) return true;
    await sweep();
    if (sessions.size + opening < maxSessions) return true;
    const idle = [...sessions].filter(([, session]) => session.open === 0);
    const [victim] = idle.sort(([, left], [, right]) => left.lastUsedMs - right.lastUsedMs);
    if (victim === undefined) return false;
    await end(...victim);
    return true;
  };

  const openSession = async ({ principal, authInfo }: Caller): Promise<Session> => {
    const session: Session = {
      transport: new WebStandardStreamableHTTPServerTransport({
        sessionIdGenerator: () => crypto.randomUUID(),
        eventStore: createEventStore(),
        retryInterval: 500,
        keepAliveMs,
        onsessioninitialized: (id) => void sessions.set(id, session),
      }),
      tenant: principal.tenant,
      subject: principal.subject,
      lastUsedMs: clock.monotonicMs(),
      open: 0,
    };
    const server = build({ era: 'legacy', ...(authInfo === undefined ? {} : { authInfo }) });
    await server.connect(session.transport);
    // The server has taken the transport's onclose for itself; its own tells us of a DELETE.
    server.onclose = () => {
      const { sessionId } = session.transport;
      if (sessionId !== undefined) sessions.delete(sessionId);
    };
    return session;
  };

  const use = async (session: Session, { request, body, caller, deliver }: SessionRequest): Promise<void> => {
    session.open += 1;
    try {
      const { authInfo } = caller;
      const options = { parsedBody: body, ...(authInfo === undefined ? {} : { authInfo }) };
      await deliver(await session.transport.handleRequest(request, options));
    } finally {
      session.open -= 1;
      session.lastUsedMs = clock.monotonicMs();
    }
  };

  const timer = setInterval(() => void sweep(), Math.min(idleMs, 60_000));
  timer.unref();

  return {
    get size() {
      return sessions.size;
    },
    sweep,
    serve: async (call) => {
      const id = call.request.headers.get('mcp-session-id');
      if (id !== null) {
        const session = sessions.get(id);
        const { tenant, subject } = call.caller.principal;
        // One answer for unknown and foreign: whoever holds a session id learns nothing from trying it.
        if (session === undefined || session.tenant !== tenant || session.subject !== subject) {
          return call.deliver(refusal(404, SESSION_NOT_FOUND, 'Session not found'));
        }
        return use(session, call);
      }
      if (call.request.method === 'GET') {
        return call.deliver(refusal(405, TRANSPORT_ERROR, 'GET needs a session', { allow: 'POST' }));
      }
      if (!isInitializeRequest(call.body)) {
        return call.deliver(refusal(400, TRANSPORT_ERROR, 'The Mcp-Session-Id header is required'));
      }
      if (!(await makeRoom())) {
        return call.deliver(refusal(503, TRANSPORT_ERROR, 'Too many sessions are in use', { 'retry-after': '30' }));
      }
      opening += 1;
      try {
        await use(await openSession(call.caller), call);
      } finally {
        opening -= 1;
      }
    },
    close: async () => {
      clearInterval(timer);
      for (const [id, session] of sessions) await end(id, session);
    },
  };
}

const refusal = (status: number, code: number, message: string, headers: Record<string, string> = {}): Response =>
  new Response(errorMessage(code, message), { status, headers: { 'content-type': 'application/json', ...headers } });
