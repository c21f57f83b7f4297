import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import type { VoiceEvent } from '../../../src/core/voice.ts';
import { done, heard, RATE, says, seconds, sound, voiceHarness } from './harness.ts';

const lost = (code: 'network' | 'timeout' | 'auth_rejected' = 'network'): VoiceEvent => ({
  type: 'closed',
  error: new ProviderError(code, { message: `lost: ${code}` }),
});

describe('a lost connection', () => {
  it('is replaced by one that hears what was said so far', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness({ recovery: 'replay' });
    const { id, connection, events } = await open();
    await sessions.send(id, { text: 'My name is Ada.', commit: true }, call);
    connection.emit(says('Hello Ada.'), done, lost());
    await clock.advance(1_000);
    expect(connections).toHaveLength(2);
    expect(connections[1]?.options).toEqual({
      resume: undefined,
      history: [
        { role: 'user', text: 'My name is Ada.' },
        { role: 'assistant', text: 'Hello Ada.' },
      ],
    });
    expect(connections[1]?.said).toEqual([]);
    expect((await events()).at(-1)).toMatchObject({
      type: 'reconnected',
      message: 'The connection was lost and was opened again with what was said so far.',
    });
  });

  it('is resumed by the latest handle', async () => {
    const { clock, open, connections } = voiceHarness({ recovery: 'resume' });
    const { connection, events } = await open();
    connection.emit(
      { type: 'resumable', handle: 'h1' },
      { type: 'resumable', handle: 'h2' },
      says('Hm.'),
      done,
      lost(),
    );
    await clock.advance(1_000);
    expect(connections[1]?.options).toEqual({ resume: 'h2', history: undefined });
    expect((await events()).at(-1)?.message).toBe('The connection was lost and was taken up again where it was.');
  });

  it('is replayed when the handle is refused', async () => {
    const refuse = (nth: number) => (nth === 1 ? new ProviderError('not_found') : undefined);
    const { clock, open, connections } = voiceHarness({ recovery: 'resume', refuse });
    const { connection, events } = await open();
    connection.emit({ type: 'resumable', handle: 'old' }, says('Hm.'), done, lost());
    await clock.advance(2_000);
    expect(connections[1]?.options).toEqual({ resume: undefined, history: [{ role: 'assistant', text: 'Hm.' }] });
    expect((await events()).at(-1)?.type).toBe('reconnected');
  });

  it('hears the turn again that had no reply yet, audio and commit', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness();
    const { id, connection } = await open();
    await clock.runUntil(sessions.send(id, { audio: seconds(2), commit: true }, call));
    await clock.advance(0);
    connection.emit(lost());
    await clock.advance(1_000);
    expect(connections[1]?.said).toEqual(['audio×100', 'commit']);
    expect(connections[1]?.options.history).toBeUndefined();
  });

  it('is told in writing what was already written down, so that nothing is transcribed twice', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness();
    const { id, connection, types } = await open();
    await clock.runUntil(sessions.send(id, { audio: seconds(2), commit: true }, call));
    await clock.advance(0);
    connection.emit(heard('What time is it?'), lost());
    await clock.advance(1_000);
    expect(connections[1]?.said).toEqual(['text:What time is it?', 'commit']);
    connections[1]?.emit(says('Noon.'), done);
    expect(await types()).toEqual(['user_transcript', 'reconnected', 'assistant_transcript', 'turn_done']);
    expect(await sessions.transcript(id, call)).toBe('User: What time is it?\nAssistant: Noon.');
  });

  it('ends a reply that it took along, with the sound and the words there were', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness();
    const { id, connection, events } = await open();
    await sessions.send(id, { text: 'Tell me a story.', commit: true }, call);
    connection.emit(sound(), says('Once upon', false), lost());
    await clock.advance(1_000);
    expect(await events()).toMatchObject([
      { type: 'error', code: 'network', message: 'The reply was cut off: lost: network' },
      { type: 'assistant_transcript', text: 'Once upon', isFinal: false },
      { type: 'turn_done', turn: 1, artifact: { mimeType: 'audio/wav' } },
      { type: 'reconnected' },
    ]);
    expect(connections[1]?.said).toEqual([]);
    expect(connections[1]?.options.history).toHaveLength(2);
  });

  it('holds the file back that was being sent, and goes on with it', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness({ isPaced: true, recovery: 'reopen' });
    const { id, connection } = await open({ mode: 'transcribe' });
    await sessions.send(id, { audio: seconds(4), commit: true }, call);
    await clock.advance(1_000);
    connection.emit(heard('The first second.'), lost());
    await clock.advance(6_000);
    const all = connection.heardBytes() + (connections[1]?.heardBytes() ?? 0);
    expect(all).toBe(4 * 2 * RATE);
    expect(connections[1]?.said.at(-1)).toBe('commit');
  });

  it('keeps what the last fixed words did not cover, for a provider that starts anew', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness({ recovery: 'reopen' });
    const { id, connection } = await open({ mode: 'transcribe' });
    await clock.runUntil(sessions.send(id, { audio: seconds(3) }, call));
    connection.emit(heard('And then', false), lost());
    await clock.advance(1_000);
    expect(connections[1]?.heardBytes()).toBe(3 * 2 * RATE);
  });

  it('says how much of a long turn could not be said again', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness();
    const { id, connection, events } = await open();
    await clock.runUntil(sessions.send(id, { audio: seconds(70) }, call));
    connection.emit(lost());
    await clock.advance(1_000);
    expect(connections[1]?.heardBytes()).toBe(60 * 2 * RATE);
    expect((await events()).at(-1)?.message).toContain('10.0 s of what was said were lost.');
  });

  it('gives the result of a tool in writing to a connection that never asked for it', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness();
    const { id, connection } = await open();
    connection.emit({ type: 'tool-request', id: 'c1', name: 'weather', arguments: '{}' }, lost());
    await clock.advance(1_000);
    await sessions.send(id, { toolResult: { id: 'c1', output: 'rain' } }, call);
    expect(connections[1]?.said).toEqual(['text:The result of weather, which you asked for: rain', 'commit']);
  });

  it('gives a result that came while there was no connection to the one that is resumed', async () => {
    const refuse = (nth: number) => (nth === 1 ? new ProviderError('network') : undefined);
    const { sessions, clock, call, open, connections } = voiceHarness({ recovery: 'resume', refuse });
    const { id, connection } = await open();
    connection.emit(
      { type: 'resumable', handle: 'h' },
      { type: 'tool-request', id: 'c1', name: 'weather', arguments: '{}' },
      lost(),
    );
    await clock.advance(200);
    await sessions.send(id, { toolResult: { id: 'c1', output: 'rain' } }, call);
    expect(connections).toHaveLength(1);
    await clock.advance(2_000);
    expect(connections[1]?.said).toEqual(['tool:c1=rain']);
  });
});

describe('how often and how fast', () => {
  it('tries five times with growing pauses, then closes with the reason and the whole transcript', async () => {
    let tries = 0;
    const refuse = () => {
      tries++;
      return new ProviderError('network', { message: 'still down' });
    };
    const { sessions, clock, call, open, outcomes } = voiceHarness({ refuse });
    const { id, connection, events } = await open();
    connection.emit(heard('Hello?'), lost());
    await clock.advance(2_200);
    expect(tries).toBe(3);
    await clock.advance(20_000);
    expect(tries).toBe(5);
    expect((await events()).at(-1)).toMatchObject({ type: 'closed', code: 'network', message: 'still down' });
    expect(outcomes).toEqual(['network']);
    const { transcript } = await clock.runUntil(sessions.close(id, call));
    expect(transcript).toBe('User: Hello?');
  });

  it('does not try again what would fail again', async () => {
    const { clock, open, connections } = voiceHarness();
    const { connection, events } = await open();
    connection.emit(lost('auth_rejected'));
    await clock.advance(5_000);
    expect(connections).toHaveLength(1);
    expect((await events()).at(-1)).toMatchObject({ type: 'closed', code: 'auth_rejected' });
  });

  it('gives up a provider that drops every connection', async () => {
    const { clock, open, connections } = voiceHarness();
    const { events } = await open();
    for (let loss = 0; loss < 6; loss++) {
      connections.at(-1)?.emit(lost());
      await clock.advance(1_000);
    }
    expect(connections).toHaveLength(6);
    expect((await events()).at(-1)).toMatchObject({ type: 'closed', code: 'network' });
  });

  it('does not reconnect a session that is being closed', async () => {
    const { sessions, clock, call, open, connections } = voiceHarness();
    const { id, connection } = await open();
    connection.emit(lost());
    await clock.runUntil(sessions.close(id, call));
    await clock.advance(30_000);
    expect(connections).toHaveLength(1);
  });
});

describe('a provider that announces its end', () => {
  it('is left for a new connection as soon as nobody speaks', async () => {
    const { clock, open, connections } = voiceHarness({ recovery: 'resume' });
    const { connection, types } = await open();
    connection.emit({ type: 'resumable', handle: 'h' }, sound(), { type: 'going-away', inMs: 10_000 });
    await clock.advance(1_000);
    expect(connections).toHaveLength(1);
    connection.emit(done);
    await clock.advance(1_000);
    expect(connections[1]?.options.resume).toBe('h');
    expect(connection.isClosed).toBe(true);
    expect(await types()).toEqual(['turn_done', 'reconnected']);
  });

  it('is left at once when nobody speaks', async () => {
    const { clock, open, connections } = voiceHarness();
    const { connection } = await open();
    connection.emit({ type: 'going-away' });
    await clock.advance(1_000);
    expect(connections).toHaveLength(2);
    expect(connection.isClosed).toBe(true);
  });
});
