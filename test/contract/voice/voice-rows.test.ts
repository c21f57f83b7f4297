import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { KEY } from '../row.ts';
import { failureOf, of, openVendor, type Said, serveVendor, startVoiceUpstreams, type VoiceVendor } from './vendor.ts';
import { vendors } from './vendors/index.ts';

const FRAME = Uint8Array.from({ length: 960 }, (_, index) => (index * 31) % 256);
const TOOLS = [
  { name: 'add', description: 'Adds.', parameters: { type: 'object', properties: { a: { type: 'number' } } } },
];

let upstreams: Awaited<ReturnType<typeof startVoiceUpstreams>>;
let clock: FakeClock;
beforeAll(async () => {
  upstreams = await startVoiceUpstreams();
});
afterEach(() => {
  upstreams.reset();
  closeSockets();
});
afterAll(async () => {
  await upstreams.close();
  expect(upstreams.streams.faults).toEqual([]);
});

const opened = (vendor: VoiceVendor, more: Parameters<typeof openVendor>[3] = {}) => {
  const upstream = upstreams.of(vendor);
  serveVendor(upstream, vendor);
  clock = createFakeClock();
  return openVendor(vendor, upstream, clock, more);
};
const sound = (vendor: VoiceVendor, received: readonly Said[]): Buffer =>
  Buffer.concat(received.flatMap((message) => vendor.soundOf(message) ?? []));
const named = vendors.map((vendor) => [vendor.name, vendor] as const);
const having = (part: keyof VoiceVendor) => named.filter(([, vendor]) => vendor[part] !== undefined);

describe.each(named)('live voice of %s', (_name, vendor) => {
  it('opens where the vendor says, with the key in a header', async () => {
    const { visit, connection, asked } = await opened(vendor);
    if (typeof vendor.url === 'string') expect(visit.url).toBe(vendor.url);
    else expect(visit.url).toMatch(vendor.url);
    if (vendor.key !== undefined) {
      const [header, prefix] = vendor.key;
      expect(visit.headers[header]).toBe(`${prefix}${KEY}`);
      for (const { url } of asked) expect(url).not.toContain(KEY);
    }
    if (vendor.header !== undefined) expect(visit.headers[vendor.header[0]]).toBe(vendor.header[1]);
    expect({ in: connection.audioIn, out: connection.audioOut }).toEqual(vendor.rates);
  });

  it('brings the sound to the vendor byte by byte, and ends the turn', async () => {
    const { connection, visit, heard } = await opened(vendor, { request: { turnDetection: 'none' } });
    for (let count = 0; count < 60; count++) connection.sendAudio(FRAME);
    connection.commit();
    await heard((received) => received.some(vendor.isCommit) || sound(vendor, received).length > FRAME.length * 61);
    expect(sound(vendor, visit.received).subarray(0, FRAME.length * 60)).toEqual(
      Buffer.concat(Array.from({ length: 60 }, () => FRAME)),
    );
  });

  it('tells what the user said, interim and final', async () => {
    const { say, until, events } = await opened(vendor);
    say(...(vendor.interim?.messages ?? []), ...vendor.final.messages);
    await until((so) => of(so, 'user-transcript').some(({ isFinal }) => isFinal));
    const told = of(events, 'user-transcript');
    expect(told.at(-1)).toMatchObject({ text: vendor.final.text, isFinal: true });
    if (vendor.interim !== undefined) {
      const interim = told.filter(({ isFinal }) => !isFinal).map(({ text }) => text);
      expect(interim).toContain(vendor.interim.text);
    }
    expect(of(events, 'error')).toEqual([]);
  });

  it('survives a message that is none, and gives up a vendor that sends nothing else', async () => {
    const { say, until, events } = await opened(vendor);
    say('{"type":', ...vendor.final.messages);
    await until((so) => of(so, 'user-transcript').some(({ isFinal }) => isFinal));
    expect(of(events, 'error').map(({ error }) => error.code)).toEqual(['bad_response']);
    say(...Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? 'garbage' : '[1]')));
    await until((so) => of(so, 'closed').length > 0);
    expect(of(events, 'closed')).toHaveLength(1);
    expect(of(events, 'closed')[0]?.error?.code).toBe('bad_response');
    expect(events.at(-1)?.type).toBe('closed');
  });

  it('loses no transcript when the vendor drops the connection, and says so once', async () => {
    const { say, until, events, visit, connection } = await opened(vendor);
    say(...vendor.final.messages);
    await until((so) => of(so, 'user-transcript').some(({ isFinal }) => isFinal));
    visit.socket.terminate();
    await until((so) => of(so, 'closed').length > 0);
    connection.sendAudio(FRAME);
    connection.commit();
    await connection.close();
    expect(of(events, 'closed')).toHaveLength(1);
    expect(of(events, 'closed')[0]?.error?.code).toBe('network');
  });

  it('takes a session that the vendor ends for lost, however politely', async () => {
    const { until, events, visit } = await opened(vendor);
    visit.socket.close(1000, 'enough');
    await until((so) => of(so, 'closed').length > 0);
    expect(of(events, 'closed')[0]?.error).toBeDefined();
  });

  it('closes without an error when we want it, and waits no longer than two seconds for last words', async () => {
    const { connection, events } = await opened(vendor);
    const closing = connection.close();
    await clock.advance(2_000);
    await closing;
    await connection.close();
    expect(events.at(-1)).toEqual({ type: 'closed' });
    expect(of(events, 'closed')).toHaveLength(1);
  });

  it('is refused honestly at the door, without the key in a word of it', async () => {
    const upstream = upstreams.of(vendor);
    serveVendor(upstream, vendor);
    upstream.refuse({ status: 401, body: JSON.stringify({ error: { message: `Bad key ${KEY}` } }) });
    clock = createFakeClock();
    const failure = await failureOf(openVendor(vendor, upstream, clock));
    expect(failure.code).toBe('auth_rejected');
    expect(`${failure.message} ${failure.hint}`).not.toContain(KEY);
  });

  it.skipIf(vendor.isMute === true)('gives up a vendor that never confirms the session', async () => {
    const upstream = upstreams.of(vendor);
    serveVendor(upstream, vendor);
    upstream.serve(() => {});
    clock = createFakeClock();
    const opening = failureOf(openVendor(vendor, upstream, clock));
    await upstream.visit(0);
    await clock.runUntil(opening);
    expect((await opening).code).toBe('timeout');
  });

  it.skipIf(vendor.isMute === true)('stops opening when the caller leaves', async () => {
    const upstream = upstreams.of(vendor);
    serveVendor(upstream, vendor);
    upstream.serve(() => {});
    clock = createFakeClock();
    const leaving = new AbortController();
    const opening = failureOf(openVendor(vendor, upstream, clock, { signal: leaving.signal }));
    const { socket } = await upstream.visit(0);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    leaving.abort();
    expect((await opening).code).toBe('cancelled');
    await gone;
  });

  it('writes no key into a log', async () => {
    const { say, until, visit, lines } = await opened(vendor);
    say(JSON.stringify({ type: 'whatever', echo: KEY }));
    visit.socket.close(4999, `bad ${KEY}`);
    await until((so) => of(so, 'closed').length > 0);
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });
});

describe.each(having('reply'))('a conversation with %s', (_name, vendor) => {
  it('brings the reply as sound and text, and ends the turn', async () => {
    const { connection, say, until, events, heard } = await opened(vendor);
    connection.sendAudio(FRAME);
    connection.commit();
    await heard((received) => received.some((message) => vendor.soundOf(message) !== undefined));
    say(...(vendor.reply?.messages ?? []));
    await until((so) => of(so, 'assistant-transcript').some(({ isFinal }) => isFinal));
    // For a protocol that has no word for the end of a reply.
    await clock.advance(3_000);
    await until((so) => of(so, 'turn-done').length > 0);
    expect(Buffer.concat(of(events, 'audio').map(({ bytes }) => bytes))).toEqual(
      Buffer.from(vendor.reply?.sound ?? []),
    );
    const finals = of(events, 'assistant-transcript').filter(({ isFinal }) => isFinal);
    expect(finals.map(({ text }) => text)).toEqual([vendor.reply?.text]);
    expect(of(events, 'error')).toEqual([]);
  });

  it('gives up a vendor that goes silent in the middle of a turn', async () => {
    const { connection, until, events, heard } = await opened(vendor);
    connection.sendAudio(FRAME);
    connection.commit();
    await heard((received) => received.some((message) => vendor.soundOf(message) !== undefined));
    await clock.advance(40_000);
    await until((so) => of(so, 'closed').length > 0);
    expect(of(events, 'closed')[0]?.error?.code).toBe('timeout');
  });
});

describe.each(having('interruption'))('an interruption of %s', (_name, vendor) => {
  it('tells that what is still to be played is to be dropped', async () => {
    const { say, until, events } = await opened(vendor);
    say(...(vendor.interruption ?? []));
    await until((so) => of(so, 'interrupted').length > 0);
    expect(of(events, 'interrupted')).toHaveLength(1);
    expect(of(events, 'error')).toEqual([]);
  });
});

describe.each(having('tool'))('a tool for %s', (_name, vendor) => {
  it('is asked for once, and its result goes back', async () => {
    const { connection, say, until, events, heard } = await opened(vendor, {
      request: vendor.hasOwnTools === true ? {} : { tools: TOOLS },
    });
    say(...(vendor.tool?.messages ?? []));
    await until((so) => of(so, 'tool-request').length > 0);
    expect(of(events, 'tool-request')).toEqual([{ type: 'tool-request', ...vendor.tool?.call }]);
    const { id = '', name = '' } = vendor.tool?.call ?? {};
    connection.sendToolResult({ id, name, output: '{"sum":2}' });
    await heard((received) => received.some((message) => vendor.tool?.isResult(message, '{"sum":2}')));
    expect(of(events, 'turn-done')).toEqual([]);
  });
});

describe.each(having('saysText'))('a text for %s', (_name, vendor) => {
  it('is said when the turn is committed', async () => {
    const { connection, heard } = await opened(vendor);
    connection.sendText('What is the weather?');
    connection.commit();
    await heard((received) => received.some((message) => String(message).includes('What is the weather?')));
  });
});

describe.each(having('isResumed'))('a lost session of %s', (_name, vendor) => {
  it('goes on by its handle', async () => {
    const first = await opened(vendor);
    first.say(...(vendor.handle?.messages ?? []));
    await first.until((so) => of(so, 'resumable').length > 0);
    const handle = of(first.events, 'resumable').at(-1)?.handle ?? '';
    expect(handle).toBe(vendor.handle?.handle);
    first.visit.socket.terminate();
    await first.until((so) => of(so, 'closed').length > 0);
    expect(first.capability.recovery(vendor.mode)).toBe('resume');
    const second = await openVendor(vendor, upstreams.of(vendor), clock, { resume: handle });
    expect(vendor.isResumed?.(second.visit, handle)).toBe(true);
  });
});

describe.each(having('replays'))('a new session of %s', (_name, vendor) => {
  it('hears what was said on the lost one', async () => {
    const history = [
      { role: 'user', text: 'My name is Ada.' },
      { role: 'assistant', text: 'Hello Ada.' },
    ] as const;
    const { visit, heard, connection } = await opened(vendor, { history });
    connection.sendAudio(FRAME);
    await heard((received) => received.some((message) => vendor.soundOf(message) !== undefined));
    expect(
      vendor.replays?.(
        visit,
        history.map(({ text }) => text),
      ),
    ).toBe(true);
  });
});
