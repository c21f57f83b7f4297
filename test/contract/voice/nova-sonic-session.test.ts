import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { testConfig } from '../../config.ts';
import { type EventUpstream, type EventVisit, startEventUpstream } from '../../event-upstream.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { temporaryFolder, toolCall } from '../../unit/runtime/pipeline.ts';
import { json, sayOn } from './vendor.ts';
import { spokenReply, textBlock } from './vendors/sonic.ts';

const SECRET = 'secret/of+test-0123456789';
const keys = { AWS_ACCESS_KEY_ID: 'AKTEST', AWS_SECRET_ACCESS_KEY: SECRET, AWS_REGION: 'eu-north-1' };

let upstream: EventUpstream;
beforeAll(async () => {
  upstream = await startEventUpstream({ secret: SECRET, region: 'eu-north-1', service: 'bedrock' });
});
afterEach(() => {
  upstream.visits.length = 0;
  closeSockets();
});
afterAll(() => upstream.close());

function appOver(more: Partial<Parameters<typeof testConfig>[0]> = {}) {
  const clock = createFakeClock({ now: Date.now() });
  const app = createApp({
    config: testConfig({
      home: temporaryFolder(),
      keys,
      providers: { 'amazon-nova-sonic': { baseUrl: upstream.url } },
      ...more,
    }),
    clock,
  });
  onTestFinished(async () => {
    await clock.runUntil(app.close());
    closeSockets();
  });
  return { app, clock, call: toolCall({ app }) };
}

const wish = { mode: 'converse', turnDetection: 'none', maxMinutes: 10, idleS: 300 } as const;

/** Texts of the client, as they were said. */
const textsIn = ({ received }: EventVisit): readonly string[] =>
  received.flatMap((message) => {
    // biome-ignore lint/suspicious/noExplicitAny: an event is read as it was sent
    const event: any = json(message).event;
    return event.textInput?.content ?? [];
  });

it('tells a new connection what was said on the one that was lost in the middle of a turn', async () => {
  const { app, clock, call } = appOver();
  upstream.serve((visit) => {
    const say = sayOn(visit);
    visit.socket.on('message', (text: Buffer) => {
      if (upstream.visits.length === 1 && String(text).includes('I am Ada.')) say(...spokenReply);
      else if (upstream.visits.length === 1 && String(text).includes('Who am I?')) visit.socket.terminate();
      else if (upstream.visits.length > 1 && String(text).includes('Who am I?')) say(...spokenReply);
    });
  });
  const sessions = await app.voice();
  const { sessionId } = await sessions.open(wish, {}, call);
  const types: string[] = [];
  let cursor = 0;
  const until = async (type: string, times: number): Promise<void> => {
    while (types.filter((one) => one === type).length < times) {
      const polled = await sessions.poll(sessionId, { cursor, waitMs: 20_000 }, call);
      types.push(...polled.events.map((event) => event.type));
      cursor = polled.cursor;
    }
  };
  await sessions.send(sessionId, { text: 'I am Ada.', commit: true }, call);
  await until('turn_done', 1);
  await sessions.send(sessionId, { text: 'Who am I?', commit: true }, call);
  // Sockets take real time, so the clock goes on in the smallest steps while they do.
  while (upstream.visits.length < 2) await clock.advance(1);
  await until('turn_done', 2);

  expect(types).toContain('reconnected');
  expect(upstream.faults).toEqual([]);
  const [first, second] = upstream.visits;
  if (first === undefined || second === undefined) throw new Error('There was no second connection.');
  expect(textsIn(first).slice(1)).toEqual(['I am Ada.', 'Who am I?']);
  expect(textsIn(second).slice(1)).toEqual(['I am Ada.', 'Good day.', 'Who am I?']);
});

it('answers what it was asked', async () => {
  const { app, call } = appOver();
  upstream.serve((visit) => {
    let hasAnswered = false;
    visit.socket.on('message', (text: Buffer) => {
      if (hasAnswered || !String(text).includes('What time is it?')) return;
      hasAnswered = true;
      sayOn(visit)(...textBlock('USER', 'FINAL', 'What time is it?', 'PARTIAL_TURN'), ...spokenReply);
    });
  });
  const sessions = await app.voice();
  const { sessionId } = await sessions.open(wish, {}, call);
  await sessions.send(sessionId, { text: 'What time is it?', commit: true }, call);
  const texts: unknown[] = [];
  for (let cursor = 0, isDone = false; !isDone; ) {
    const polled = await sessions.poll(sessionId, { cursor, waitMs: 20_000 }, call);
    for (const event of polled.events) if ('text' in event) texts.push(event.text);
    isDone = polled.events.some(({ type }) => type === 'turn_done');
    cursor = polled.cursor;
  }
  expect(texts).toContain('Good day.');
});

it('reaches no network in a strict replay', async () => {
  const { app, call } = appOver({ replay: temporaryFolder(), replayStrict: true });
  const sessions = await app.voice();
  await expect(sessions.open(wish, {}, call)).rejects.toMatchObject({ code: 'unavailable' });
  expect(upstream.visits).toEqual([]);
});
