import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { done, FRAME, heard, RATE, says, seconds, sound, voiceHarness } from './harness.ts';

describe('a turn', () => {
  it('gives the file in frames, commits it and logs what both sides said with the sound of the reply', async () => {
    const { sessions, clock, call, open, store } = voiceHarness();
    const { id, connection, events } = await open();
    await clock.runUntil(sessions.send(id, { audio: seconds(2), commit: true }, call));
    await clock.advance(0);
    expect(connection.said).toEqual(['audio×100', 'commit']);

    await clock.advance(300);
    connection.emit(heard('What is the time?'), sound(), sound(), says('Ten', false), says('Ten o’clock.'), done);
    const logged = await events();
    expect(logged.map(({ type, text }) => text ?? type)).toEqual(['What is the time?', 'Ten o’clock.', 'turn_done']);
    const [, , end] = logged;
    expect(end).toMatchObject({
      turn: 1,
      firstAudioMs: 300,
      artifact: { mimeType: 'audio/wav', bytes: 44 + 2 * FRAME },
    });
    const wav = store.kept.get(end?.artifact?.uri ?? '')?.bytes ?? new Uint8Array();
    expect(Buffer.from(wav).readUInt32LE(24)).toBe(RATE);
    expect(Buffer.from(wav).readUInt32LE(40)).toBe(2 * FRAME);
  });

  it('keeps the transcript in the order of speaking when the user’s words come late', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id, connection } = await open();
    await clock.runUntil(sessions.send(id, { audio: seconds(1), commit: true }, call));
    connection.emit(sound(), says('Hello.'), done, heard('Good morning.'));
    await sessions.send(id, { text: 'And now?', commit: true }, call);
    connection.emit(says('Still morning.'), done);
    expect(await sessions.transcript(id, call)).toBe(
      'User: Good morning.\nAssistant: Hello.\nUser: And now?\nAssistant: Still morning.',
    );
  });

  it('keeps the transcript in order when nothing is spoken at all', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection } = await open();
    await sessions.send(id, { text: 'I am Ada.', commit: true }, call);
    connection.emit(says('Hello Ada.'), done);
    await sessions.send(id, { text: 'Who am I?', commit: true }, call);
    connection.emit(says('Ada.'), done);
    expect(await sessions.transcript(id, call)).toBe(
      'User: I am Ada.\nAssistant: Hello Ada.\nUser: Who am I?\nAssistant: Ada.',
    );
  });

  it('logs words that nobody fixed when the turn ends', async () => {
    const { open, sessions, call } = voiceHarness();
    const { id, connection, events } = await open();
    connection.emit(sound(), says('One ', false), says('two', false), done);
    expect(await events()).toMatchObject([{ type: 'assistant_transcript', text: 'One two' }, { type: 'turn_done' }]);
    expect(await sessions.transcript(id, call)).toBe('Assistant: One two');
  });

  it('does audio, text and commit in that order, the text after the last frame', async () => {
    const { sessions, clock, call, open } = voiceHarness({ isPaced: true });
    const { id, connection } = await open();
    await sessions.send(id, { audio: seconds(1), text: 'and this', commit: true }, call);
    await clock.advance(500);
    expect(connection.said).toEqual(['audio×26']);
    await clock.advance(600);
    expect(connection.said).toEqual(['audio×50', 'text:and this', 'commit']);
  });

  it('refuses audio that cannot be decoded and sends nothing of that call', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection } = await open();
    await expect(sessions.send(id, { audio: seconds(0), commit: true }, call)).rejects.toThrow('no audio');
    expect(connection.said).toEqual([]);
  });

  it('ends the turn although its sound cannot be kept, and says so', async () => {
    const { open, store } = voiceHarness();
    const { connection, events } = await open();
    store.fail(new ProviderError('internal', { message: 'The disk is full.' }));
    connection.emit(sound(), done);
    const logged = await events();
    store.fail(undefined);
    expect(logged).toMatchObject([
      { type: 'error', code: 'internal', message: 'The sound of a reply could not be kept: The disk is full.' },
      { type: 'turn_done', turn: 1 },
    ]);
  });

  it('counts what was written down as the turns of a transcribing session', async () => {
    const { sessions, clock, call, open } = voiceHarness({ recovery: 'reopen' });
    const { id, connection, events } = await open({ mode: 'transcribe', turnDetection: 'server_vad' });
    connection.emit({ type: 'speech-started' }, heard('Fine', false), heard('Fine words.'), heard('More words.'));
    expect((await events()).map(({ text, type }) => text ?? type)).toEqual([
      'speech_started',
      'Fine words.',
      'More words.',
    ]);
    const { transcript, turns, artifact } = await clock.runUntil(sessions.close(id, call));
    expect({ transcript, turns, artifact }).toEqual({
      transcript: 'User: Fine words.\nUser: More words.',
      turns: 2,
      artifact: undefined,
    });
  });
});

describe('the feed', () => {
  it('sends as fast as the words were spoken where the provider wants that', async () => {
    const { sessions, clock, call, open } = voiceHarness({ isPaced: true });
    const { id, connection } = await open();
    await sessions.send(id, { audio: seconds(4), commit: true }, call);
    await clock.advance(2_000);
    expect(connection.heardBytes() / (2 * RATE)).toBeCloseTo(2, 1);
    expect(connection.said).not.toContain('commit');
    await clock.advance(2_100);
    expect(connection.said).toEqual(['audio×200', 'commit']);
  });

  it('waits while the connection does not keep up, and drops nothing of a file', async () => {
    const { sessions, clock, call, open } = voiceHarness();
    const { id, connection } = await open();
    connection.buffered = 1_000_000;
    await sessions.send(id, { audio: seconds(1), commit: true }, call);
    await clock.advance(5_000);
    expect(connection.said).toEqual([]);
    connection.buffered = 0;
    await clock.advance(100);
    expect(connection.said).toEqual(['audio×50', 'commit']);
  });

  it('does not close a session as idle while a long file is being spoken', async () => {
    const { sessions, clock, call, open } = voiceHarness({ isPaced: true });
    const { id, connection } = await open({ idleS: 5 });
    await sessions.send(id, { audio: seconds(30) }, call);
    await clock.advance(31_000);
    expect(connection.isClosed).toBe(false);
    expect(connection.heardBytes()).toBe(30 * 2 * RATE);
  });
});

describe('an interruption', () => {
  it('stops the file, the reply and what is still to be heard', async () => {
    const { sessions, clock, call, open } = voiceHarness({ isPaced: true });
    const { id, connection, types } = await open();
    connection.emit(sound(), says('Once upon', false));
    await sessions.send(id, { audio: seconds(60), commit: true }, call);
    await clock.advance(1_000);
    await sessions.send(id, { interrupt: true }, call);
    await clock.advance(50_000);
    expect(connection.said.slice(1)).toEqual(['interrupt']);
    connection.emit(done);
    expect(await types()).toEqual(['interrupted', 'assistant_transcript', 'turn_done']);
  });

  it('is logged once, whether the provider confirms it or not', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection, events } = await open();
    connection.emit(sound(), says('Well', false));
    await sessions.send(id, { interrupt: true }, call);
    connection.emit({ type: 'interrupted' }, done);
    expect(await events()).toMatchObject([
      { type: 'interrupted' },
      { type: 'assistant_transcript', text: 'Well', isFinal: false },
      { type: 'turn_done' },
    ]);
  });
});

describe('an interruption before the reply', () => {
  it('stops the reply as soon as it begins', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection, types } = await open();
    await sessions.send(id, { text: 'Tell me everything.', commit: true }, call);
    await sessions.send(id, { interrupt: true }, call);
    connection.emit(sound(), says('It', false), done);
    expect(connection.said).toEqual(['text:Tell me everything.', 'commit', 'interrupt', 'interrupt@0']);
    expect(await types()).toEqual(['interrupted', 'assistant_transcript', 'turn_done']);
  });

  it('leaves the reply to what was asked afterwards alone', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection, types } = await open();
    await sessions.send(id, { interrupt: true, text: 'Rather this.', commit: true }, call);
    connection.emit(sound(), says('Yes.'), done);
    expect(connection.said).toEqual(['interrupt', 'text:Rather this.', 'commit']);
    expect(await types()).toEqual(['assistant_transcript', 'turn_done']);
  });
});

describe('a provider that does not stop', () => {
  it('is left when it has said more than a talk can hold', async () => {
    const { open, clock, sessions, call } = voiceHarness();
    const { id, connection } = await open();
    for (let count = 0; count < 21_000; count++) connection.emit({ type: 'speech-started' });
    await clock.advance(0);
    expect(connection.isClosed).toBe(true);
    const { events } = await sessions.poll(id, { cursor: 20_000, waitMs: 0 }, call);
    expect(events.at(-1)).toMatchObject({ type: 'closed', code: 'bad_response' });
  });
});

describe('tools of the caller', () => {
  const asks = { type: 'tool-request', id: 'call_1', name: 'weather', arguments: '{"place":"Oslo"}' } as const;

  it('reach the caller, and the result goes back', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id, connection, events } = await open();
    connection.emit(asks);
    expect(await events()).toMatchObject([
      { type: 'tool_request', toolCall: { id: 'call_1', name: 'weather', arguments: '{"place":"Oslo"}' } },
    ]);
    await sessions.send(id, { toolResult: { id: 'call_1', output: 'rain' } }, call);
    expect(connection.said).toEqual(['tool:call_1=rain']);
  });

  it('keep the session from being idle until they are given up, which the model and the caller are told', async () => {
    const { sessions, clock, call, open } = voiceHarness({ limits: { toolResultMs: 90_000 } });
    const { id, connection, events } = await open({ idleS: 30 });
    connection.emit(asks);
    await clock.advance(89_000);
    expect(connection.said).toEqual([]);
    await clock.advance(2_000);
    expect(connection.said).toEqual(['tool:call_1={"error":"No result came within 90 s."}']);
    expect((await events()).at(-1)).toMatchObject({
      type: 'error',
      code: 'timeout',
      message: 'No result of weather (call_1) came within 90 s.',
    });
    const late = sessions.send(id, { toolResult: { id: 'call_1', output: 'rain' } }, call);
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });

  it('refuse a result that nobody asked for', async () => {
    const { sessions, call, open } = voiceHarness();
    const { id } = await open();
    const sent = sessions.send(id, { toolResult: { id: 'call_9', output: 'x' } }, call);
    await expect(sent).rejects.toMatchObject({ code: 'not_found' });
  });
});
