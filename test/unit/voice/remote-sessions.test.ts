import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/core/log.ts';
import type { Principal, ToolCall } from '../../../src/core/tool.ts';
import type { OpenedVoice, OpenVoice } from '../../../src/core/voice-sessions.ts';
import type { FromHost, ToHost } from '../../../src/voice/host-messages.ts';
import { createRemoteSessions } from '../../../src/voice/remote-sessions.ts';
import { createFakeClock } from '../../fake-clock.ts';

const owner: Principal = { tenant: 'a', subject: 'a' };
const other: Principal = { tenant: 'b', subject: 'b' };
const wish: OpenVoice = { mode: 'converse', turnDetection: 'none', maxMinutes: 10, idleS: 60 };

/** Sessions of a process that the test plays: it sees every message, and answers when it likes. */
function harness() {
  const clock = createFakeClock();
  const told: ToHost[] = [];
  const news: [string, Principal][] = [];
  let started = 0;
  let stopped = 0;
  let hear: (message: FromHost) => void = () => {};
  let die: () => void = () => {};
  const sessions = createRemoteSessions({
    clock,
    log: silentLog,
    announce: (uri, principal) => news.push([uri, principal]),
    start: ({ onMessage, onGone }) => {
      started++;
      hear = onMessage;
      die = onGone;
      return { post: (message) => told.push(message), stop: async () => void stopped++ };
    },
  });
  const cancel = new AbortController();
  // Nothing here asks the App.
  const call = { principal: owner, callId: 'c1', tool: 'voice_open', signal: cancel.signal } as ToolCall;
  const asked = (method: string) =>
    told.findLast((message) => message.kind === 'call' && message.request.method === method) as
      | Extract<ToHost, { kind: 'call' }>
      | undefined;
  const answer = (method: string, value: unknown): void =>
    hear({ kind: 'done', id: asked(method)?.id ?? Number.NaN, value });
  const opened: OpenedVoice = {
    sessionId: 's1',
    expiresAt: clock.now() + 600_000,
    mode: 'converse',
    audioIn: { format: 'pcm16', rate: 24_000 },
  };
  const open = async (): Promise<OpenedVoice> => {
    const opening = sessions.open(wish, {}, call);
    answer('open', opened);
    return opening;
  };
  return {
    sessions,
    clock,
    told,
    news,
    call,
    cancel,
    opened,
    asked,
    answer,
    open,
    hear: (message: FromHost) => hear(message),
    die: () => die(),
    counts: () => ({ started, stopped }),
  };
}

const query = { cursor: 0, waitMs: 20_000 };

describe('sessions of another process', () => {
  it('start it for the first session, and not to look for one', async () => {
    const { sessions, call, open, opened, counts } = harness();
    await expect(sessions.poll('guess', query, call)).rejects.toMatchObject({ code: 'not_found' });
    expect(counts().started).toBe(0);
    expect(await open()).toEqual(opened);
    expect(await open()).toEqual(opened);
    expect(counts().started).toBe(1);
  });

  it('tell it who calls, and pass on results, progress, failures and news', async () => {
    const { sessions, call, open, asked, hear, news } = harness();
    await open();
    const heard: string[] = [];
    const progress: ToolCall['progress'] = ({ message }) => heard.push(message);
    const polled = sessions.poll('s1', query, { ...call, progress });
    const { id = 0, call: sent } = asked('poll') ?? {};
    expect(sent).toEqual({ principal: owner, callId: 'c1', tool: 'voice_open', base: undefined, isWatched: true });
    hear({ kind: 'progress', id, update: { message: 'Listening' } });
    hear({ kind: 'failed', id, error: { code: 'rate_limited', message: 'Slowly.', hint: 'Wait.', retryAfterMs: 5 } });
    await expect(polled).rejects.toMatchObject({ code: 'rate_limited', message: 'Slowly.', retryAfterMs: 5 });
    expect(heard).toEqual(['Listening']);
    hear({ kind: 'update', uri: 'llmkit://voice/s1', principal: owner });
    expect(news).toEqual([['llmkit://voice/s1', owner]]);
  });

  it('close a session that was opened for a call which is gone', async () => {
    const { sessions, call, cancel, told, opened, answer, asked } = harness();
    const opening = sessions.open(wish, {}, call);
    cancel.abort();
    expect(told.at(-1)).toMatchObject({ kind: 'cancel' });
    answer('open', opened);
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked('close')?.request).toEqual({ method: 'close', sessionId: 's1', isCancelled: true });
  });

  it('do not wait for ever for a process that hangs', async () => {
    const { sessions, call, clock, cancel } = harness();
    const opening = sessions.open(wish, {}, call);
    const failed = expect(opening).rejects.toMatchObject({ code: 'timeout' });
    await clock.advance(100_000);
    await failed;

    const again = sessions.open(wish, {}, call);
    cancel.abort();
    const cancelled = expect(again).rejects.toMatchObject({ code: 'cancelled' });
    await clock.advance(3_000);
    await cancelled;
  });

  it('say to their owner alone that the process crashed, and start another for the next', async () => {
    const { sessions, call, open, die, counts } = harness();
    await open();
    const polled = sessions.poll('s1', query, call);
    die();
    await expect(polled).rejects.toMatchObject({ code: 'unavailable' });
    await expect(sessions.close('s1', call)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(sessions.transcript('s1', { principal: other })).rejects.toMatchObject({ code: 'not_found' });
    await open();
    expect(counts().started).toBe(2);
  });

  it('end with the server, and no other is opened then', async () => {
    const { sessions, call, open, answer, asked, counts } = harness();
    await open();
    const ended = sessions.shutdown();
    expect(asked('shutdown')).toBeDefined();
    answer('shutdown', undefined);
    await ended;
    expect(counts().stopped).toBe(1);
    await expect(sessions.open(wish, {}, call)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('have nothing to end where there was none', async () => {
    const { sessions, counts } = harness();
    await sessions.shutdown();
    expect(counts()).toEqual({ started: 0, stopped: 0 });
  });
});
