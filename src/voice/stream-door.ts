import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../core/clock.ts';
import { httpRefusal } from '../core/http-refusal.ts';
import type { Principal } from '../core/tool.ts';
import {
  type LiveSessions,
  STREAM_PATH,
  type StreamUpgrade,
  type VoiceLogEvent,
  type VoiceSessions,
  type VoiceStream,
} from '../core/voice-sessions.ts';
import { MOST_FRAME_BYTES, StreamSocket } from './stream-socket.ts';

export type StreamDoorParts = {
  readonly clock: Clock;
  /** An unguessable ticket of 128 bits or more. */
  readonly ticket: () => string;
};

type Ticket = {
  readonly sessionId: string;
  readonly principal: Principal;
  readonly expiresAt: number;
  client: StreamSocket | undefined;
};

/** A client that answers no ping for this long is gone, whatever TCP believes. */
const HEARTBEAT_MS = 20_000;

/**
 * Lets clients from outside at the sound of sessions. Who opens a session over HTTP gets an address with a ticket, which is
 * all that its browser needs: it is good for this session, as often as wanted, one connection at a time, until the end.
 */
export function openStreamDoor(live: LiveSessions, { clock, ticket }: StreamDoorParts): VoiceSessions {
  const tickets = new Map<string, Ticket>();
  const connected = new Set<StreamSocket>();
  let heartbeat: NodeJS.Timeout | undefined;
  const door = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compressing speech costs more than it saves, and holds frames back.
    perMessageDeflate: false,
    maxPayload: MOST_FRAME_BYTES,
  });

  const forgetOld = (): void => {
    for (const [name, { expiresAt, client }] of tickets) {
      if (client === undefined && expiresAt < clock.now()) tickets.delete(name);
    }
  };

  const joined = (client: StreamSocket): void => {
    connected.add(client);
    heartbeat ??= setInterval(() => {
      for (const each of connected) each.beat();
    }, HEARTBEAT_MS);
  };
  const left = (client: StreamSocket): void => {
    connected.delete(client);
    if (connected.size > 0) return;
    clearInterval(heartbeat);
    heartbeat = undefined;
  };

  const missedBy = async (held: Ticket, after: number | undefined): Promise<readonly VoiceLogEvent[]> => {
    if (after === undefined) return [];
    const { signal } = new AbortController();
    const query = { cursor: after, waitMs: 0 };
    return (await live.poll(held.sessionId, query, { principal: held.principal, signal })).events;
  };

  const enter = (held: Ticket, { socket: raw, head, headers, after }: StreamUpgrade): void => {
    const client = new StreamSocket();
    const { sessionId, principal } = held;
    let stream: VoiceStream;
    try {
      stream = live.attachStream(sessionId, client, { principal });
    } catch {
      raw.end(httpRefusal(404, 'This stream is over'));
      return;
    }
    const refused = (): void => stream.detach();
    raw.once('close', refused);
    raw.setNoDelay(true);
    // All that the handshake looks at, of a request that another process has read.
    const request = { method: 'GET', headers } as IncomingMessage;
    door.handleUpgrade(request, raw, head, (socket: WebSocket) => {
      raw.off('close', refused);
      held.client?.replace();
      held.client = client;
      joined(client);
      client.open({
        socket,
        raw,
        stream,
        missed: missedBy(held, after),
        onEnd: () => void live.close(sessionId, { principal }).catch(() => {}),
        onClosed: () => {
          left(client);
          if (held.client === client) held.client = undefined;
        },
      });
    });
  };

  const { attachStream: _inner, ...sessions } = live;
  return {
    ...sessions,
    async open(request, options, call) {
      const opened = await live.open(request, options, call);
      if (call.base === undefined) return opened;
      forgetOld();
      const name = ticket();
      const { sessionId, expiresAt } = opened;
      tickets.set(name, { sessionId, principal: call.principal, expiresAt, client: undefined });
      return { ...opened, streamUrl: `${call.base.replace(/^http/, 'ws')}${STREAM_PATH}${name}` };
    },
    acceptStream(upgrade) {
      const held = tickets.get(upgrade.ticket);
      if (held === undefined) upgrade.socket.end(httpRefusal(404, 'There is no such stream'));
      else enter(held, upgrade);
    },
  };
}
