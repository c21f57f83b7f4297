import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

export type EventLimits = { readonly maxEvents: number; readonly maxBytes: number };

type StoredEvent = { readonly stream: string; readonly message: JSONRPCMessage; readonly bytes: number };

const LIMITS: EventLimits = { maxEvents: 500, maxBytes: 8_388_608 };

/**
 * What one session's streams have sent lately, so that a 2025 client whose connection broke can resume.
 * The oldest events go first; a client that comes back later than that starts anew.
 */
export function createEventStore({ maxEvents, maxBytes }: EventLimits = LIMITS): EventStore {
  const events = new Map<string, StoredEvent>();
  let bytes = 0;
  let next = 0;

  const evict = (): void => {
    for (const [id, event] of events) {
      if (events.size <= maxEvents && bytes <= maxBytes) return;
      events.delete(id);
      bytes -= event.bytes;
    }
  };

  return {
    storeEvent: async (stream, message) => {
      next += 1;
      const id = `${stream}_${next}`;
      const event = { stream, message, bytes: JSON.stringify(message).length };
      events.set(id, event);
      bytes += event.bytes;
      evict();
      return id;
    },
    getStreamIdForEventId: async (id) => events.get(id)?.stream,
    replayEventsAfter: async (lastId, { send }) => {
      const stream = events.get(lastId)?.stream;
      if (stream === undefined) throw new Error('That event is not kept any more');
      let after = false;
      for (const [id, event] of [...events]) {
        // An empty message only opened the stream; it says nothing to a client that resumes.
        if (after && event.stream === stream && Object.keys(event.message).length > 0) await send(id, event.message);
        if (id === lastId) after = true;
      }
      return stream;
    },
  };
}
