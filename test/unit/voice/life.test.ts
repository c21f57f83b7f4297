import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { toolCall } from '../runtime/pipeline.ts';
import { done, heard, says, sound, voiceHarness } from './harness.ts';

describe('the end of a session', () => {
  it('comes when nobody has said anything for the idle time, and says so', async () => {
    const { clock, open, outcomes } = voiceHarness();
    const { connection, events } = await open({ idleS: 30 });
    await clock.advance(20_000);
    connection.emit({ type: 'speech-started' });
    await clock.advance(29_000);
    expect(connection.isClosed).toBe(false);
    await clock.advance(2_000);
    expect(connection.isClosed).toBe(true);
    expect((await events()).at(-1)).toMatchObject({
      type: 'closed',
      code: 'idle',
      message: 'Nothing was said for 30 s, which is the limit (idle_s).',
    });
    expect(outcomes).toEqual(['ok']);
  });

  it('is not put off by somebody who only listens', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id } = await open({ idleS: 5 });
    const { events } = await clock.runUntil(sessions.poll(id, { cursor: 0, waitMs: 20_000 }, call));
    expect(events).toMatchObject([{ type: 'closed', code: 'idle' }]);
    expect(clock.monotonicMs()).toBeLessThan(6_000);
  });

  it('comes after the longest time, however lively it is', async () => {
    const { clock, open } = voiceHarness();
    const { connection, events } = await open({ maxMinutes: 2 });
    for (let second = 0; second < 125; second += 5) {
      connection.emit({ type: 'speech-started' });
      await clock.advance(5_000);
    }
    expect((await events()).at(-1)).toMatchObject({ type: 'closed', code: 'expired' });
  });

  it('comes when the budget does', async () => {
    let left = 2;
    const meter = async () => {
      if (left-- === 0) throw new ProviderError('budget_exceeded', { message: 'The budget is used up.' });
    };
    const { clock, open, outcomes } = voiceHarness({ meter, meterEveryMs: 10_000 });
    const { connection, events } = await open();
    await clock.advance(29_000);
    expect(connection.isClosed).toBe(false);
    await clock.advance(2_000);
    expect((await events()).at(-1)).toMatchObject({ type: 'closed', code: 'budget_exceeded' });
    expect(outcomes).toEqual(['budget_exceeded']);
  });

  it('books what a turn used when it is told', async () => {
    const booked: unknown[] = [];
    const { open } = voiceHarness({ meter: async (used) => void booked.push(used) });
    const { connection } = await open();
    connection.emit({ type: 'usage', usage: { seconds: 2 } }, { type: 'turn-done', usage: { input: 9, output: 4 } });
    expect(booked).toEqual([{ seconds: 2 }, { input: 9, output: 4 }]);
  });

  it('gives the transcript, the turns and all replies as one file', async () => {
    const { sessions, clock, call, open, store } = voiceHarness();
    const { id, connection } = await open();
    connection.emit(heard('One?'), sound(), says('One.'), done, heard('Two?'), sound(), sound(), says('Two.'), done);
    await clock.advance(0);
    const { transcript, turns, artifact, receipt } = await clock.runUntil(sessions.close(id, call));
    expect(transcript).toBe('User: One?\nAssistant: One.\nUser: Two?\nAssistant: Two.');
    expect(turns).toBe(2);
    expect(artifact).toMatchObject({ bytes: 44 + 3 * 640, durationS: 0.06 });
    const wav = Buffer.from(store.kept.get(artifact?.uri ?? '')?.bytes ?? []);
    expect(wav.readUInt32LE(40)).toBe(3 * 640);
    expect(receipt.provider).toBe('test');
  });

  it('gives the transcript although a reply is no longer kept', async () => {
    const { sessions, clock, call, open, store } = voiceHarness();
    const { id, connection } = await open();
    connection.emit(sound(), says('One.'), done, sound(640 * 2), says('Two.'), done);
    await clock.advance(0);
    store.kept.clear();
    const { transcript, turns, artifact } = await clock.runUntil(sessions.close(id, call));
    expect({ transcript, turns, artifact }).toEqual({
      transcript: 'Assistant: One.\nAssistant: Two.',
      turns: 2,
      artifact: undefined,
    });
  });

  it('may be asked for twice, and leaves the log to be read', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness();
    const { id, types } = await open();
    const first = await clock.runUntil(sessions.close(id, call));
    expect(await clock.runUntil(sessions.close(id, call))).toEqual(first);
    expect(await types()).toEqual(['closed']);
    expect(connections[0]?.said).toEqual(['close']);
    await expect(sessions.send(id, { text: 'x' }, call)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('does not wait for a provider that does not say goodbye', async () => {
    const { sessions, clock, call, open } = voiceHarness({ hangsOnClose: true });
    const { id, connection } = await open();
    connection.emit(sound(), says('Half a', false));
    const { transcript, turns } = await clock.runUntil(sessions.close(id, call));
    expect({ transcript, turns }).toEqual({ transcript: 'Assistant: Half a', turns: 1 });
    expect(clock.monotonicMs()).toBeLessThan(3_000);
  });

  it('is forgotten after a quarter of an hour', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id } = await open();
    await clock.runUntil(sessions.close(id, call));
    await clock.advance(16 * 60_000);
    await expect(sessions.transcript(id, call)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('comes for all sessions within 2 s when the server ends, and wakes who listens', async () => {
    const { sessions, clock, call, open, connections, outcomes } = voiceHarness({ hangsOnClose: true });
    const { id } = await open();
    await open();
    const listening = sessions.poll(id, { cursor: 0, waitMs: 20_000 }, call);
    await clock.runUntil(sessions.shutdown());
    expect(clock.monotonicMs()).toBeLessThanOrEqual(2_000);
    expect(connections.map(({ said }) => said)).toEqual([['close'], ['close']]);
    expect((await listening).events).toMatchObject([{ type: 'closed', code: 'shutdown' }]);
    expect(outcomes).toEqual(['ok', 'ok']);
  });
});

describe('listening', () => {
  it('wakes on the first event', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id, connection } = await open();
    const listening = sessions.poll(id, { cursor: 0, waitMs: 20_000 }, call);
    await clock.advance(7_000);
    connection.emit(heard('Now.'));
    expect(await listening).toMatchObject({ events: [{ cursor: 1, text: 'Now.' }], cursor: 1 });
  });

  it('tells only what is new, and gives back the cursor when nothing is', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id, connection } = await open();
    connection.emit(heard('A'), heard('B'));
    expect((await sessions.poll(id, { cursor: 1, waitMs: 0 }, call)).events).toMatchObject([{ cursor: 2, text: 'B' }]);
    const nothing = await clock.runUntil(sessions.poll(id, { cursor: 2, waitMs: 5_000 }, call));
    expect(nothing).toEqual({ events: [], cursor: 2 });
    expect(clock.monotonicMs()).toBe(5_000);
  });

  it('says every few seconds that it still listens', async () => {
    const messages: string[] = [];
    const { sessions, clock, open } = voiceHarness();
    const { id } = await open();
    const call = toolCall({ onProgress: ({ message }) => messages.push(message) });
    await clock.runUntil(sessions.poll(id, { cursor: 0, waitMs: 10_000 }, call));
    expect(messages).toEqual(['Listening for 3 s', 'Listening for 6 s', 'Listening for 9 s', 'Listening for 10 s']);
  });

  it('ends when the call is cancelled', async () => {
    const { sessions, clock, open } = voiceHarness();
    const { id } = await open();
    const stop = new AbortController();
    const listening = sessions.poll(id, { cursor: 0, waitMs: 20_000 }, toolCall({ signal: stop.signal }));
    await clock.advance(1_000);
    stop.abort();
    await expect(listening).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('whose it is', () => {
  it('does not exist for another tenant or subject, in the same words as one that never was', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id } = await open();
    const others = [
      toolCall({ principal: { tenant: 'other', subject: 'local' } }),
      toolCall({ principal: { tenant: 'local', subject: 'other' } }),
    ];
    const missing = `There is no voice session "${id}".`;
    for (const other of others) {
      await expect(sessions.poll(id, { cursor: 0, waitMs: 0 }, other)).rejects.toMatchObject({
        code: 'not_found',
        message: missing,
      });
      await expect(sessions.send(id, { text: 'x' }, other)).rejects.toMatchObject({
        code: 'not_found',
        message: missing,
      });
      await expect(sessions.close(id, other)).rejects.toMatchObject({ code: 'not_found', message: missing });
      await expect(sessions.transcript(id, other)).rejects.toMatchObject({ code: 'not_found', message: missing });
    }
    const never = sessions.poll('session-9', { cursor: 0, waitMs: 0 }, call);
    await expect(never).rejects.toMatchObject({ code: 'not_found', message: 'There is no voice session "session-9".' });
  });

  it('counts live sessions by principal and in all', async () => {
    const { sessions, clock, call, open } = voiceHarness({ limits: { sessionsEach: 2, sessions: 3 } });
    const { id } = await open();
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'rate_limited' });
    const other = toolCall({ principal: { tenant: 'other', subject: 'x' } });
    await open({}, other);
    await expect(open({}, toolCall({ principal: { tenant: 'third', subject: 'x' } }))).rejects.toMatchObject({
      code: 'rate_limited',
      message: 'This server has 3 live sessions, which is its limit.',
    });
    await clock.runUntil(sessions.close(id, call));
    await open();
  });

  it('refuses limits beyond the server’s', async () => {
    const { open } = voiceHarness();
    await expect(open({ maxMinutes: 61 })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(open({ idleS: 100_000 })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(open({ preferredRate: 100 })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
