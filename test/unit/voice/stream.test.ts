import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { toolCall } from '../runtime/pipeline.ts';
import { done, FRAME, fakeSink, heard, RATE, says, sound, voiceHarness } from './harness.ts';

const networkError = (): ProviderError => new ProviderError('network');
const frame = (): Uint8Array => new Uint8Array(FRAME);

describe('a live stream', () => {
  it('carries sound both ways, and what is being said before it is fixed', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id, connection } = await open();
    const { sink, audioBytes, events } = fakeSink();
    const stream = sessions.attachStream(id, sink, call);
    stream.sendAudio(frame());
    stream.sendAudio(frame());
    stream.commit();
    connection.emit(heard('He', false), heard('Hello.'), sound(), says('Hi', false), says('Hi.'), done);
    await clock.advance(0);
    expect(connection.said).toEqual(['audio×2', 'commit']);
    expect(audioBytes()).toBe(FRAME);
    expect(events().map(({ type }) => type)).toEqual([
      'user_partial',
      'user_transcript',
      'assistant_delta',
      'assistant_transcript',
      'turn_done',
    ]);
  });

  it('takes sound at the rate that was asked for, whatever the provider takes', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection } = await open({ preferredRate: 48_000 });
    const stream = sessions.attachStream(id, fakeSink().sink, call);
    expect(stream.audioIn).toBe(48_000);
    for (let count = 0; count < 50; count++) stream.sendAudio(new Uint8Array((48_000 * 2) / 50));
    expect(Math.abs(connection.heardBytes() - RATE * 2)).toBeLessThan(400);
  });

  it('leaves out a slow client’s own oldest sound and tells it, and nobody else', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection } = await open();
    const slow = fakeSink();
    const quick = fakeSink();
    const stream = sessions.attachStream(id, slow.sink, call);
    sessions.attachStream(id, quick.sink, call);
    slow.state.buffered = 1_000_000;
    const total = 200 * 50;
    for (let count = 0; count < total; count++) connection.emit(sound());
    connection.emit(says('Long.'));
    expect(slow.got).toEqual([]);
    expect(quick.audioBytes()).toBe(total * FRAME);
    expect(quick.events().map(({ type }) => type)).toEqual(['assistant_transcript']);

    slow.state.buffered = 0;
    stream.drained();
    const [first] = slow.events();
    if (first?.type !== 'audio_dropped') throw new Error(`told ${first?.type}`);
    expect(slow.got[0]).toBe(first);
    expect(slow.audioBytes() + (first.ms / 1000) * RATE * 2).toBe(total * FRAME);
    expect(slow.audioBytes()).toBeLessThanOrEqual(120 * RATE * 2);
    expect(slow.events().at(-1)?.type).toBe('assistant_transcript');
  });

  it('tells events after the sound that came before them', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection } = await open();
    const { sink, got, state } = fakeSink();
    const stream = sessions.attachStream(id, sink, call);
    state.buffered = 1_000_000;
    connection.emit(sound(), says('A.'), sound());
    state.buffered = 0;
    stream.drained();
    expect(got.map((message) => (message instanceof Uint8Array ? 'sound' : message.type))).toEqual([
      'sound',
      'assistant_transcript',
      'sound',
    ]);
  });

  it('drops what is still to be heard when the reply is interrupted, and what still comes of it', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id, connection } = await open();
    const { sink, state, audioBytes, events } = fakeSink();
    const stream = sessions.attachStream(id, sink, call);
    connection.emit(sound());
    state.buffered = 1_000_000;
    connection.emit(sound(), sound());
    state.buffered = 0;
    stream.interrupt(20);
    connection.emit(sound(), done);
    stream.text('Another.');
    connection.emit(sound(), says('Yes.'), done);
    await clock.advance(0);
    expect(connection.said).toEqual(['interrupt@20', 'text:Another.', 'commit']);
    expect(audioBytes()).toBe(2 * FRAME);
    expect(events().map(({ type }) => type)).toEqual(['interrupted', 'turn_done', 'assistant_transcript', 'turn_done']);
  });

  it('holds back live sound while the provider does not keep up, and says what it lost', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness();
    const { id, connection, events } = await open();
    const stream = sessions.attachStream(id, fakeSink().sink, call);
    connection.buffered = 1_000_000;
    for (let count = 0; count < 100; count++) stream.sendAudio(frame());
    expect(connection.said).toEqual([]);
    connection.buffered = 0;
    await clock.advance(10_000);
    expect(connection.heardBytes()).toBe(100 * FRAME);
    stream.detach();
    expect(connections).toHaveLength(1);
    expect(await events()).toEqual([]);
  });

  it('keeps a bounded part of what is said while there is no connection', async () => {
    const refuse = (nth: number) => (nth < 4 ? networkError() : undefined);
    const { sessions, clock, call, open, connections } = voiceHarness({ refuse });
    const { id, connection, events } = await open({ turnDetection: 'server_vad' });
    const stream = sessions.attachStream(id, fakeSink().sink, call);
    connection.emit({ type: 'closed', error: networkError() });
    for (let count = 0; count < 100 * 50; count++) stream.sendAudio(frame());
    await clock.advance(10_000);
    const said = (connections[1]?.heardBytes() ?? 0) / (2 * RATE);
    expect(said).toBeGreaterThan(30);
    expect(said).toBeLessThanOrEqual(60);
    const message = (await events()).at(-1)?.message ?? '';
    expect(Number(/([\d.]+) s of what was said were lost/.exec(message)?.[1]) + said).toBeCloseTo(100, 0);
  });

  it('is told the end, after all that there was to hear', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id, connection } = await open();
    const { sink, state, events, audioBytes } = fakeSink();
    const stream = sessions.attachStream(id, sink, call);
    state.buffered = 1_000_000;
    connection.emit(sound());
    await clock.runUntil(sessions.close(id, call));
    expect(audioBytes()).toBe(FRAME);
    expect(events().at(-1)).toMatchObject({ type: 'closed', code: 'closed' });
    expect(state.hasEnded).toBe(true);
    const before = [...connection.said];
    stream.sendAudio(frame());
    stream.text('x');
    expect(connection.said).toEqual(before);
  });

  it('refuses a tool result that nobody waits for without throwing', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id } = await open();
    const { sink, events } = fakeSink();
    sessions.attachStream(id, sink, call).toolResult({ id: 'nobody', output: '' });
    expect(events()).toMatchObject([{ type: 'refused', code: 'not_found' }]);
  });

  it('cannot be attached by others, nor to what is over', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id } = await open();
    const other = toolCall({ principal: { tenant: 'other', subject: 'x' } });
    expect(() => sessions.attachStream(id, fakeSink().sink, other)).toThrow(`There is no voice session "${id}".`);
    await clock.runUntil(sessions.close(id, call));
    expect(() => sessions.attachStream(id, fakeSink().sink, call)).toThrow('The session is over. Closed as asked.');
  });
});
