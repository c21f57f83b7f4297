import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { testConfig } from '../../config.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { type LiveTalk, startLiveVendor } from '../../support/live-vendor.ts';
import { temporaryFolder, toolCall } from '../../unit/runtime/pipeline.ts';

it('asks a provider that went silent again on a new connection', async () => {
  const asked: LiveTalk[] = [];
  let wake = (): void => undefined;
  const vendor = await startLiveVendor((talk) => {
    asked.push(talk);
    if (asked.length > 1) talk.speak('Sorry, I was away.');
    wake();
  });
  const clock = createFakeClock();
  const app = createApp({
    config: testConfig({
      home: temporaryFolder(),
      keys: { OPENAI_API_KEY: 'key-of-test' },
      providers: { openai: { baseUrl: vendor.url } },
    }),
    clock,
  });
  onTestFinished(async () => {
    await clock.runUntil(app.close());
    closeSockets();
    await vendor.close();
  });
  const hasAsked = (times: number): Promise<void> =>
    new Promise((resolve) => {
      wake = () => {
        if (asked.length >= times) resolve();
      };
      wake();
    });

  const call = toolCall({ app });
  const sessions = await app.voice();
  const wish = { mode: 'converse', turnDetection: 'none', maxMinutes: 10, idleS: 300 } as const;
  const { sessionId } = await sessions.open(wish, {}, call);
  await sessions.send(sessionId, { text: 'Are you there?', commit: true }, call);
  await hasAsked(1);

  // Sockets take real time, so the clock goes on in small steps while they do.
  while (vendor.talks.length < 2) await clock.advance(500);
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(30_000);
  await hasAsked(2);
  expect(asked[1]?.texts).toEqual(['Are you there?']);

  const types: string[] = [];
  for (let cursor = 0; !types.includes('turn_done'); ) {
    const polled = await sessions.poll(sessionId, { cursor, waitMs: 20_000 }, call);
    types.push(...polled.events.map(({ type }) => type));
    cursor = polled.cursor;
  }
  expect(types).toEqual(['reconnected', 'assistant_transcript', 'turn_done']);
});
