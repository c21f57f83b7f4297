// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noAuth } from '../../src/core/auth.ts';
import { silentLog } from '../../src/core/log.ts';
import type { TranscribeRequest, TranscribeResult } from '../../src/core/transcribe.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { openaiTranscribe } from '../../src/wire/openai-transcribe/openai-transcribe.ts';
import { eventFrame } from '../event-frames.ts';
import { hasShared, shared } from '../shared.ts';
import { startSocketUpstream } from '../socket-upstream.ts';
import { asking, settled } from '../support/transcribe.ts';
import { type RecordedRequest, type Recording, startUpstream, type Upstream } from '../upstream.ts';
import { expectedTranscript } from './transcribe-expected.ts';

const KINDS = ['stt', 'stt-result', 'stt-translate', 'stt-submit', 'stt-upload', 'stt-status'];

function recordings(): readonly Recording[] {
  if (!hasShared) return [];
  const root = shared('wire', 'recordings');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name): Recording => JSON.parse(readFileSync(join(root, name), 'utf8')))
    .filter(({ capability }) => KINDS.includes(capability));
}

const ALL = recordings();
const bodyOf = (provider: string, capability: string): unknown =>
  ALL.find((one) => one.provider === provider && one.capability === capability)?.response.body;

/** fal's queue answers with a ticket; the other recordings of a provider are what it heard. */
const isTicket = ({ response }: Recording): boolean => (response.body as any)?.status_url !== undefined;
const HEARD = ALL.filter(
  (one) =>
    ['stt', 'stt-result', 'stt-translate'].includes(one.capability) && one.response.status === 200 && !isTicket(one),
);
const named = (some: readonly Recording[]) => some.map((recording) => [recording.id, recording] as const);

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

/** What each step of a job is answered with before its result, as it was recorded where it was. */
function stepOf({ method, url }: RecordedRequest, { provider }: Recording): unknown {
  switch (`${provider} ${method} ${url.replace(/\?.*/, '')}`) {
    case 'assemblyai POST /v2/upload':
      return { upload_url: 'https://cdn.assemblyai.com/upload/1' };
    case 'assemblyai POST /v2/transcript':
      return { id: 'job-1', status: 'queued' };
    case 'gladia POST /v2/upload':
      return bodyOf('gladia', 'stt-upload');
    case 'gladia POST /v2/pre-recorded':
      return bodyOf('gladia', 'stt-submit');
    case 'speechmatics POST /jobs':
      return { id: 'job-1' };
    case 'speechmatics GET /jobs/job-1':
      return bodyOf('speechmatics', 'stt-status');
    case 'revai POST /speechtotext/v1/jobs':
      return { id: 'job-1', status: 'in_progress' };
    case 'revai GET /speechtotext/v1/jobs/job-1':
      return { id: 'job-1', status: 'transcribed', duration_seconds: 2.5 };
    case 'fal POST /fal-ai/whisper':
      return ALL.find(isTicket)?.response.body;
    case 'fal GET /fal-ai/whisper/requests/test-id/status':
      return { status: 'COMPLETED' };
    default:
      return undefined;
  }
}

async function heard(recording: Recording, request: Partial<TranscribeRequest>): Promise<TranscribeResult> {
  upstream.serve((asked, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(stepOf(asked, recording) ?? recording.response.body));
  });
  const row = providers.find(({ id }) => id === recording.provider);
  const endpoint = createEndpoint({
    definition: {
      id: recording.provider,
      name: recording.provider,
      baseUrl: { global: upstream.url },
      auth: noAuth,
      hosts: Object.fromEntries(Object.keys(row?.hosts ?? {}).map((host) => [host, { url: upstream.url }])),
    },
    config: { providers: {}, secret: () => undefined, variable: () => undefined },
    log: silentLog,
  });
  const family = row?.capabilities.transcribe ?? openaiTranscribe();
  const capability = family(endpoint, { dataFolder: '/nowhere', log: silentLog });
  return settled(capability, asking({ model: row?.defaults.transcribe ?? 'model-1', ...request }));
}

const letters = (text: string): string => text.replace(/\s/g, '');

describe.runIf(hasShared)('recorded transcripts', () => {
  it.each(named(HEARD.filter(({ provider }) => provider !== 'aws-speech')))('%s', async (_id, recording) => {
    const expected = expectedTranscript(recording);
    const result = await heard(recording, { timestamps: 'word' });
    expect(letters(result.text)).toBe(letters(expected.text));
    if (expected.language !== undefined) expect(result.language).toBe(expected.language);
    if (expected.duration !== undefined) expect(result.durationS).toBe(expected.duration);
    if (expected.usage !== undefined) expect(result.usage).toEqual(expected.usage);
    if (expected.words.length > 0) {
      expect(result.words?.map(({ text }) => text)).toEqual(expected.words.map(({ text }) => text));
      for (const [index, word] of expected.words.entries()) {
        expect(result.words?.[index]?.startS).toBeCloseTo(word.start, 6);
        expect(result.words?.[index]?.endS).toBeCloseTo(word.end, 6);
        if (word.speaker !== undefined) expect(result.words?.[index]?.speaker).toBe(word.speaker);
      }
    }
  });

  it.each(named(HEARD.filter(({ provider }) => provider !== 'aws-speech')))(
    '%s in segments that run forward and hold the words of the text',
    async (_id, recording) => {
      const { text, segments } = await heard(recording, {});
      let before = 0;
      for (const segment of segments) {
        expect(segment.startS).toBeGreaterThanOrEqual(before);
        expect(segment.endS).toBeGreaterThanOrEqual(segment.startS);
        before = segment.startS;
      }
      // Some are cut to their first items, and channels may be told twice.
      const said = letters(segments.map((segment) => segment.text).join(' '));
      expect(letters(text).startsWith(said.slice(0, 40)), said).toBe(true);
    },
  );

  it('leaves times out where nobody wants them', async () => {
    for (const recording of HEARD.filter(({ provider }) => provider !== 'aws-speech')) {
      const { text, segments, words } = await heard(recording, { timestamps: 'none' });
      expect(text, recording.id).not.toBe('');
      expect([segments, words], recording.id).toEqual([[], undefined]);
    }
  });

  // Jobs need S3; the items of a recorded one are said over the socket as the service documents its events.
  it.each(named(HEARD.filter(({ provider }) => provider === 'aws-speech')))(
    '%s over the socket',
    async (_id, recording) => {
      const { results }: any = recording.response.body;
      const items = results.items.map((item: any) => ({
        Type: item.type,
        Content: item.alternatives[0].content,
        ...(item.start_time && { StartTime: Number(item.start_time), EndTime: Number(item.end_time) }),
        Confidence: Number(item.alternatives[0].confidence),
      }));
      const spoken = await startSocketUpstream(({ socket }) => {
        socket.on('message', (data: Buffer) => {
          // The empty frame is the last.
          if (data.length > 200) return;
          const Alternatives = [{ Transcript: results.transcripts[0].transcript, Items: items }];
          socket.send(eventFrame('TranscriptEvent', { Transcript: { Results: [{ IsPartial: false, Alternatives }] } }));
          socket.close(1000);
        });
      });
      const row = providers.find(({ id }) => id === 'aws-speech');
      const endpoint = createEndpoint({
        definition: {
          id: 'aws-speech',
          name: 'AWS',
          baseUrl: { global: spoken.url },
          hosts: { transcribe: { url: spoken.url } },
          auth: noAuth,
        },
        config: { providers: {}, secret: () => undefined, variable: () => undefined },
        log: silentLog,
      });
      const capability = row?.capabilities.transcribe?.(endpoint, { dataFolder: '/nowhere', log: silentLog });
      if (capability === undefined) throw new Error('aws-speech transcribes.');
      const result = await settled(capability, asking({ model: 'm', timestamps: 'word' }));
      await spoken.close();
      expect(result.text).toBe(results.transcripts[0].transcript);
      const words = items.filter(({ Type }: any) => Type === 'pronunciation');
      expect(result.words?.map(({ startS, endS }) => [startS, endS])).toEqual(
        words.map(({ StartTime, EndTime }: any) => [StartTime, EndTime]),
      );
      expect(result.words?.[0]).toMatchObject({ text: words[0].Content, confidence: words[0].Confidence });
    },
  );
});
