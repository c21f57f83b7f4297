import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { bearer } from '../../src/core/auth.ts';
import { silentLog } from '../../src/core/log.ts';
import { readCassettes, type Shelved } from '../../src/http/recording/cassette.ts';
import { recordingTransport } from '../../src/http/recording/record.ts';
import { createShelf, replayingTransport } from '../../src/http/recording/replay.ts';
import { DEFAULT_TIMEOUTS, type Transport, type TransportRequest } from '../../src/http/transport.ts';
import { hasShared, shared } from '../shared.ts';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';

const stripping = {
  definition: { baseUrl: {}, auth: bearer('KEY') },
  config: { secret: () => undefined, variable: () => undefined },
};

const requestOf = ({ cassette: { request } }: Shelved): TransportRequest => ({
  url: new URL(request.url),
  method: request.method,
  headers: { 'content-type': 'application/json' },
  body: request.body === undefined || request.body === null ? undefined : textOf(request.body),
  signal: new AbortController().signal,
  timeouts: DEFAULT_TIMEOUTS,
});

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** Answers from the one recording. */
const playing = (shelved: Shelved): Transport =>
  replayingTransport({
    ...stripping,
    provider: shelved.cassette.provider,
    shelf: createShelf([shelved]),
    log: silentLog,
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const recordings = hasShared ? readCassettes(shared('wire', 'recordings')) : [];
const named = recordings.map((shelved) => [shelved.file, shelved] as const);

describe.runIf(hasShared)('what one server records, another replays', () => {
  it('reads every exchange over HTTP that was recorded', () => {
    expect(recordings.length).toBeGreaterThan(1000);
  });

  it.each(named)('%s', async (_file, shelved) => {
    const folder = temporaryFolder();
    const { provider } = shelved.cassette;
    const writing: Promise<void>[] = [];
    const record = recordingTransport({
      ...stripping,
      provider,
      folder,
      log: silentLog,
      next: playing(shelved),
      track: (written) => void writing.push(written),
    });
    const request = requestOf(shelved);
    const sent = await record(request);
    const bytes = await buffer(sent.body);
    await Promise.all(writing);

    const [kept] = readCassettes(folder);
    if (kept === undefined) throw new Error('Nothing was recorded.');
    const again = await playing(kept)(request);
    const replayed = await buffer(again.body);
    expect(again.status).toBe(sent.status);
    expect(again.headers['content-type']).toBe(sent.headers['content-type']);
    // What looks like an address or a key is taken out, whoever's it is: everything else is as it was.
    const isStripped = /REDACTED/.test(readFileSync(join(folder, kept.file), 'utf8'));
    const isJson = kept.cassette.response.chunks === undefined && kept.cassette.response.encoding === undefined;
    if (!isStripped) {
      if (isJson) expect(parsed(replayed.toString())).toEqual(parsed(bytes.toString()));
      else expect(replayed.equals(bytes)).toBe(true);
    }
    expect(kept.cassette.note).toBeUndefined();
  });
});
