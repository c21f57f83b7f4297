import { describe, expect, it } from 'vitest';
import { createEventStore } from '../../../src/server/event-store.ts';

const message = (text: string) => ({ jsonrpc: '2.0' as const, method: 'notifications/message', params: { text } });

describe('the event store', () => {
  it('replays what came after an event, of its own stream only', async () => {
    const store = createEventStore();
    const first = await store.storeEvent('a', message('1'));
    await store.storeEvent('b', message('other'));
    await store.storeEvent('a', message('2'));
    const sent: unknown[] = [];
    expect(await store.replayEventsAfter(first, { send: async (_id, event) => void sent.push(event) })).toBe('a');
    expect(sent).toEqual([message('2')]);
  });

  it('forgets the oldest beyond its bounds in number and bytes', async () => {
    const byNumber = createEventStore({ maxEvents: 2, maxBytes: 1_000_000 });
    const ids = [];
    for (const text of ['1', '2', '3']) ids.push(await byNumber.storeEvent('a', message(text)));
    expect(await byNumber.getStreamIdForEventId?.(ids[0] ?? '')).toBeUndefined();
    expect(await byNumber.getStreamIdForEventId?.(ids[1] ?? '')).toBe('a');

    const byBytes = createEventStore({ maxEvents: 100, maxBytes: 500 });
    const small = await byBytes.storeEvent('a', message('small'));
    await byBytes.storeEvent('a', message('x'.repeat(450)));
    expect(await byBytes.getStreamIdForEventId?.(small)).toBeUndefined();
  });
});
