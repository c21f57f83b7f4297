import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import amazonNovaSonic from '../../../src/providers/amazon-nova-sonic.ts';
import { exceptionFrame } from '../../event-frames.ts';
import { type EventUpstream, startEventUpstream } from '../../event-upstream.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { type Heard, hearing } from '../../support/heard.ts';
import { KEY, rowCapability } from '../row.ts';
import { failureOf, json, of, openVendor, serveVendor } from './vendor.ts';
import { named } from './vendors/index.ts';
import { audioBlock, spokenReply, textBlock, toolBlock, usageEvent } from './vendors/sonic.ts';

const FRAME = Uint8Array.from({ length: 640 }, (_, index) => index % 256);
const SOUND = Uint8Array.from({ length: 480 }, (_, index) => (index * 3) % 256);
const V1 = 'amazon.nova-sonic-v1:0';
const FULL = {
  instructions: 'Be brief.',
  voice: 'tiffany',
  language: 'fr',
  tools: [{ name: 'add', description: 'Adds.', parameters: { type: 'object' } }],
};

let upstream: EventUpstream;
let clock: FakeClock;
beforeAll(async () => {
  upstream = await startEventUpstream({ secret: KEY, region: 'us-east-1', service: 'bedrock' });
});
afterEach(() => {
  expect(upstream.faults).toEqual([]);
  upstream.visits.length = 0;
  upstream.refuse(undefined);
  closeSockets();
});
afterAll(() => upstream.close());

const opened = (more: Parameters<typeof openVendor>[3] = {}) => {
  const vendor = { ...named('Nova Sonic'), model: more.request?.model ?? named('Nova Sonic').model };
  serveVendor(upstream, vendor);
  clock = createFakeClock();
  return openVendor(vendor, upstream, clock, more);
};
type Opened = Awaited<ReturnType<typeof opened>>;
// biome-ignore lint/suspicious/noExplicitAny: an event is read as it was sent
const eventsIn = ({ visit }: Opened): readonly any[] => visit.received.map((message) => json(message).event);
const namesIn = (session: Opened): readonly string[] => eventsIn(session).flatMap((event) => Object.keys(event));
/** Resolves when all that was said so far has arrived on both sides. */
const settled = async ({ visit }: Opened): Promise<void> => {
  visit.socket.ping();
  await new Promise((resolve) => visit.socket.once('pong', resolve));
};
const kinds = (events: readonly Heard[]): readonly string[] =>
  events.map((event) => ('isFinal' in event && event.isFinal ? `${event.type}!` : event.type));

describe('a session of Nova Sonic', () => {
  it('begins with its settings, its instructions and what was said before, then opens the ear', async () => {
    const session = await opened({
      request: FULL,
      history: [
        { role: 'assistant', text: 'Welcome.' },
        { role: 'user', text: 'I am Ada.' },
        { role: 'assistant', text: 'Hello Ada.' },
      ],
    });
    await session.heard((received) => received.length >= 12);
    expect(namesIn(session)).toEqual([
      'sessionStart',
      'promptStart',
      ...Array.from({ length: 3 }, () => ['contentStart', 'textInput', 'contentEnd']).flat(),
      'contentStart',
    ]);
    const [, { promptStart }, ...blocks] = eventsIn(session);
    expect(promptStart).toMatchObject({
      audioOutputConfiguration: { sampleRateHertz: 24_000, voiceId: 'tiffany', mediaType: 'audio/lpcm' },
      toolConfiguration: { tools: [{ toolSpec: { name: 'add', inputSchema: { json: '{"type":"object"}' } } }] },
    });
    const starts = blocks.flatMap(({ contentStart }) => contentStart ?? []);
    expect(starts.map(({ role, type, interactive }) => [role, type, interactive])).toEqual([
      ['SYSTEM', 'TEXT', false],
      ['USER', 'TEXT', false],
      ['ASSISTANT', 'TEXT', false],
      ['USER', 'AUDIO', true],
    ]);
    expect(new Set(starts.map(({ contentName }) => contentName)).size).toBe(4);
    const texts = blocks.flatMap(({ textInput }) => textInput?.content ?? []);
    expect(texts).toEqual(['Be brief.\n\nSpeak in the language "fr".', 'I am Ada.', 'Hello Ada.']);
    for (const event of blocks) expect(Object.values(event)[0]).toMatchObject({ promptName: promptStart.promptName });
  });

  it('has instructions even where none were given, for a prompt begins with them', async () => {
    const session = await opened();
    await session.heard((received) => received.length >= 6);
    const [first] = eventsIn(session).flatMap(({ contentStart }) => contentStart ?? []);
    expect(first.role).toBe('SYSTEM');
    expect(eventsIn(session)[3].textInput.content.length).toBeGreaterThan(0);
  });

  it.each([
    [{ turnDetection: 'none' as const }, 'LOW'],
    [{ vad: { silenceMs: 800 } }, 'HIGH'],
    [{ vad: { silenceMs: 1_800 } }, 'MEDIUM'],
    [{}, undefined],
    [{ turnDetection: 'none' as const, model: V1 }, undefined],
  ])('finds turns as %j wishes', async (request, sensitivity) => {
    const session = await opened({ request });
    expect(eventsIn(session)[0].sessionStart.turnDetectionConfiguration?.endpointingSensitivity).toBe(sensitivity);
  });

  it('tells the first generation only the latest of a long history, in what it can hold', async () => {
    const history = Array.from({ length: 60 }, (_, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      text: `${index} ${'ü'.repeat(700)}`,
    }));
    const session = await opened({ request: { model: V1 }, history });
    await settled(session);
    const texts = eventsIn(session).flatMap(({ textInput }) => textInput?.content ?? []);
    const told = texts.slice(1);
    expect(told.length).toBeLessThanOrEqual(40);
    expect(told.length).toBeGreaterThan(30);
    for (const text of told) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000);
      expect(text).not.toContain('\ufffd');
    }
  });

  it('ends in the order that the service asks for, and does not wait once it has', async () => {
    const session = await opened();
    session.visit.socket.on('message', (text: Buffer) => {
      if (json(String(text)).event === undefined || !String(text).includes('sessionEnd')) return;
      session.say({ event: { completionEnd: { stopReason: 'END_TURN' } } });
    });
    await session.connection.close();
    expect(namesIn(session).slice(-3)).toEqual(['contentEnd', 'promptEnd', 'sessionEnd']);
    expect(upstream.visits[0]?.isEnded).toBe(true);
    expect(session.events).toEqual([{ type: 'closed' }]);
  });

  it('is kept alive by silence while nobody speaks', async () => {
    const session = await opened();
    await clock.advance(25_000);
    await settled(session);
    const sounds = eventsIn(session).flatMap(({ audioInput }) => audioInput ?? []);
    expect(sounds).toHaveLength(2);
    expect(Buffer.from(sounds[0].content, 'base64').every((byte) => byte === 0)).toBe(true);
  });

  it('says before eight minutes are over that it will end', async () => {
    const session = await opened();
    await clock.advance(7 * 60_000 - 1_000);
    expect(of(session.events, 'going-away')).toEqual([]);
    await clock.advance(16_000);
    expect(of(session.events, 'going-away').map(({ inMs }) => inMs)).toEqual([60_000, 45_000]);
    expect(of(session.events, 'closed')).toEqual([]);
  });

  it('ends with the exception that comes in it', async () => {
    const session = await opened();
    session.visit.socket.send(exceptionFrame('modelTimeoutException', 'Model has timed out.'));
    await session.until((so) => of(so, 'closed').length > 0);
    expect(of(session.events, 'closed')[0]?.error).toMatchObject({ code: 'timeout' });
    expect(of(session.events, 'closed')[0]?.error?.message).toContain('Model has timed out.');
  });

  it('is refused where the account may not use the model', async () => {
    const vendor = named('Nova Sonic');
    upstream.refuse({
      status: 403,
      body: JSON.stringify({ message: "You don't have access to the model with the specified model ID." }),
      type: 'AccessDeniedException',
    });
    const failure = await failureOf(openVendor(vendor, upstream, createFakeClock()));
    expect(failure).toMatchObject({ code: 'auth_rejected', status: 403, provider: 'amazon-nova-sonic' });
    expect(failure.message).toContain('have access to the model');
  });

  it('is not opened by a key of Bedrock, and says which keys do', async () => {
    const { capability } = rowCapability(amazonNovaSonic, 'voice', upstream.url, false);
    const request = { model: 'amazon.nova-2-sonic-v1:0', mode: 'converse', turnDetection: 'server_vad' } as const;
    const opening = capability.connect(request, { signal: new AbortController().signal, listener: hearing(() => {}) });
    const failure = await failureOf(opening);
    expect(failure.code).toBe('not_configured');
    expect(`${failure.message} ${failure.hint}`).toContain('AWS_ACCESS_KEY_ID');
  });
});

describe('a turn with Nova Sonic', () => {
  it('ends with enough silence for it to find the end, whatever its patience', async () => {
    const session = await opened();
    session.connection.sendAudio(FRAME);
    session.connection.commit();
    const heard = () =>
      Buffer.concat(
        eventsIn(session).flatMap(({ audioInput }) =>
          audioInput === undefined ? [] : Buffer.from(audioInput.content, 'base64'),
        ),
      );
    // Its longest patience is two seconds, of 32 bytes a millisecond.
    await session.heard(() => heard().length > FRAME.length + 2_000 * 32);
    const bytes = heard();
    expect(bytes.subarray(0, FRAME.length)).toEqual(Buffer.from(FRAME));
    expect(bytes.subarray(FRAME.length).every((byte) => byte === 0)).toBe(true);
  });

  it('goes on sentence by sentence, and is done when all that was planned is written down', async () => {
    const session = await opened();
    session.say(...textBlock('USER', 'FINAL', 'Hello.', 'PARTIAL_TURN'), ...spokenReply.slice(0, -3));
    await session.until((so) => of(so, 'audio').length === 2);
    await settled(session);
    expect(of(session.events, 'turn-done')).toEqual([]);
    session.say(...spokenReply.slice(-3));
    await session.until((so) => of(so, 'turn-done').length > 0);
    expect(kinds(session.events)).toEqual([
      'user-transcript!',
      'assistant-transcript',
      'audio',
      'assistant-transcript',
      'audio',
      'assistant-transcript!',
      'turn-done',
    ]);
    expect(of(session.events, 'turn-done')[0]?.usage).toEqual({ input: 12, output: 30 });
  });

  it('is done although nothing says what was really spoken', async () => {
    const session = await opened();
    session.say(...textBlock('ASSISTANT', 'SPECULATIVE', 'Good day.', 'PARTIAL_TURN'));
    session.say(...audioBlock([SOUND], 'END_TURN'));
    await session.until((so) => of(so, 'audio').length > 0);
    await settled(session);
    await clock.advance(4_000);
    expect(kinds(session.events).slice(-2)).toEqual(['assistant-transcript!', 'turn-done']);
    expect(of(session.events, 'assistant-transcript').at(-1)?.text).toBe('Good day.');
  });

  it('tells what was spoken, not what was planned, of a reply that the user broke off', async () => {
    const session = await opened();
    session.say(
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'One.', 'PARTIAL_TURN'),
      ...audioBlock([SOUND], 'PARTIAL_TURN'),
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'Two.', 'PARTIAL_TURN'),
      ...audioBlock([SOUND], 'INTERRUPTED'),
    );
    await session.until((so) => of(so, 'turn-done').length > 0);
    expect(kinds(session.events).slice(-3)).toEqual(['assistant-transcript!', 'interrupted', 'turn-done']);
    const next = await opened();
    next.say(
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'One.', 'PARTIAL_TURN'),
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'Two.', 'PARTIAL_TURN'),
      ...audioBlock([SOUND], 'END_TURN'),
      ...textBlock('ASSISTANT', 'FINAL', 'One.', 'PARTIAL_TURN'),
      ...textBlock('ASSISTANT', 'FINAL', '{ "interrupted" : true }', 'INTERRUPTED'),
    );
    await next.until((so) => of(so, 'turn-done').length > 0);
    expect(of(next.events, 'assistant-transcript').at(-1)).toEqual({
      type: 'assistant-transcript',
      text: 'One.',
      isFinal: true,
    });
  });

  it('is broken off although all of it has come, for it may still be playing; the next is heard', async () => {
    const session = await opened();
    session.say(...spokenReply);
    await session.until((so) => of(so, 'turn-done').length > 0);
    session.say(...textBlock('ASSISTANT', 'FINAL', '{ "interrupted" : true }', 'INTERRUPTED'));
    await session.until((so) => of(so, 'interrupted').length > 0);
    session.say(...spokenReply);
    await session.until((so) => of(so, 'turn-done').length === 2);
    expect(of(session.events, 'interrupted')).toHaveLength(1);
    expect(of(session.events, 'audio')).toHaveLength(4);
  });

  it('plays the next reply after one that was broken off and never ended', async () => {
    const session = await opened();
    session.say(
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'One.', 'PARTIAL_TURN'),
      ...textBlock('ASSISTANT', 'FINAL', '{"interrupted":true}', 'PARTIAL_TURN'),
      ...spokenReply,
    );
    await session.until((so) => of(so, 'turn-done').length === 2);
    expect(of(session.events, 'audio')).toHaveLength(2);
  });

  it('drops what is left of a reply that we stop, and nothing of the next', async () => {
    const session = await opened();
    session.say(
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'One.', 'PARTIAL_TURN'),
      ...audioBlock([SOUND], 'PARTIAL_TURN'),
    );
    await session.until((so) => of(so, 'audio').length === 1);
    session.connection.interrupt(100);
    session.say(
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'Two.', 'PARTIAL_TURN'),
      ...audioBlock([SOUND], 'END_TURN'),
      ...spokenReply,
    );
    await session.until((so) => of(so, 'turn-done').length === 2);
    expect(of(session.events, 'interrupted')).toHaveLength(1);
    expect(of(session.events, 'audio')).toHaveLength(3);
    const finals = of(session.events, 'assistant-transcript').filter(({ isFinal }) => isFinal);
    expect(finals.map(({ text }) => text)).toEqual(['One.', 'Good day.']);
  });

  it('does not end with the words before a tool, but with those after its result', async () => {
    const session = await opened({ request: FULL });
    session.say(
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'Let me see.', 'PARTIAL_TURN'),
      ...toolBlock('c1', 'add', '{"a":1}'),
      ...audioBlock([SOUND], 'END_TURN'),
      ...textBlock('ASSISTANT', 'FINAL', 'Let me see.', 'END_TURN'),
      usageEvent(5, 7),
    );
    await session.until((so) => of(so, 'assistant-transcript').some(({ isFinal }) => isFinal));
    session.connection.sendToolResult({ id: 'c1', name: 'add', output: 'two' });
    await session.heard((received) => received.some((message) => String(message).includes('toolResult"')));
    await settled(session);
    expect(of(session.events, 'turn-done')).toEqual([]);
    const sent = eventsIn(session).slice(-3);
    expect(sent[0].contentStart).toMatchObject({
      type: 'TOOL',
      role: 'TOOL',
      toolResultInputConfiguration: { toolUseId: 'c1', type: 'TEXT' },
    });
    expect(sent[1].toolResult.content).toBe('{"result":"two"}');
    expect(sent[2].contentEnd.contentName).toBe(sent[0].contentStart.contentName);
    session.say(...spokenReply);
    await session.until((so) => of(so, 'turn-done').length > 0);
    expect(of(session.events, 'turn-done')).toHaveLength(1);
  });

  it('may be written, where the model reads', async () => {
    const session = await opened();
    session.connection.sendText('And');
    session.connection.sendText('now?');
    session.connection.commit();
    await session.heard((received) => received.some((message) => String(message).includes('now?')));
    await settled(session);
    const [start, text] = eventsIn(session).slice(-3);
    expect(start.contentStart).toMatchObject({ type: 'TEXT', role: 'USER', interactive: true });
    expect(text.textInput.content).toBe('And\nnow?');
  });

  it('cannot be written to the first generation, which says so and goes on', async () => {
    const session = await opened({ request: { model: V1 } });
    session.connection.sendText('And now?');
    session.connection.commit();
    await session.until((so) => of(so, 'error').length > 0);
    expect(of(session.events, 'error')[0]?.error.code).toBe('unsupported');
    await clock.advance(40_000);
    expect(of(session.events, 'closed')).toEqual([]);
  });

  it('that the connection cuts leaves its words, and what it cost', async () => {
    const session = await opened();
    const [start, text] = textBlock('USER', 'FINAL', 'How are you?', 'PARTIAL_TURN');
    session.say(
      usageEvent(9, 4),
      ...textBlock('ASSISTANT', 'SPECULATIVE', 'Very well.', 'PARTIAL_TURN'),
      start ?? {},
      text ?? {},
    );
    await session.until((so) => of(so, 'assistant-transcript').length > 0);
    await settled(session);
    session.visit.socket.terminate();
    await session.until((so) => of(so, 'closed').length > 0);
    expect(kinds(session.events).slice(-4)).toEqual(['user-transcript!', 'assistant-transcript!', 'usage', 'closed']);
    expect(of(session.events, 'usage')[0]?.usage).toEqual({ input: 9, output: 4 });
  });

  it('does not take the price of listening for a reply', async () => {
    const session = await opened();
    session.connection.sendAudio(FRAME);
    session.connection.commit();
    for (let second = 1; second < 40 && of(session.events, 'closed').length === 0; second++) {
      session.say(usageEvent(second, 0));
      await settled(session);
      await clock.advance(1_000);
    }
    await session.until((so) => of(so, 'closed').length > 0);
    expect(of(session.events, 'closed')[0]?.error?.code).toBe('timeout');
  });

  it('is not upset by events that it does not know, only by those that it cannot read', async () => {
    const session = await opened();
    session.say(
      { event: { somethingNew: {} } },
      { event: { aStamp: 1, textOutput: null, isNew: 'yes', usageEvent: {} } },
      { event: { audioOutput: { content: '!!!' } } },
      { event: { textOutput: {} } },
      { event: [] },
      { other: 1 },
    );
    await session.until((so) => of(so, 'error').length === 4);
    expect(of(session.events, 'error').map(({ error }) => error.code)).toEqual(Array(4).fill('bad_response'));
    expect(of(session.events, 'closed')).toEqual([]);
  });
});
