import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeakFormat } from '../../src/core/speak.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { recordingsOf } from './recordings.ts';
import { rowCapability } from './row.ts';

type Body = Readonly<Record<string, unknown>>;
const bodyOf = (value: unknown): Body =>
  // Recorded bodies of these requests are objects.
  typeof value === 'object' && value !== null ? (value as Body) : {};

/** The only base64 in a recorded JSON answer. */
const base64In = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.length > 100 ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(base64In)
    .find((found) => found !== undefined);
};

/** The recorded sound, read without the code under test. */
function soundOf({ response: { body, encoding } }: Recording): Buffer {
  if (typeof body !== 'string') return Buffer.from(base64In(body) ?? '', 'base64');
  return Buffer.from(body, encoding === 'base64' ? 'base64' : 'utf8');
}

const RECORDED = [
  ...recordingsOf('audio.speech'),
  ...recordingsOf('generateContent').filter(({ model }) => /tts/.test(model ?? '')),
].filter(({ response, provider }) => response.status === 200 && providers.some(({ id }) => id === provider));

/** What was asked in the words of a request, wherever the vendor puts them. */
const wordsOf = (recording: Recording) => {
  const body = bodyOf(recording.request?.body);
  const asked = JSON.stringify(body);
  const query = new URL(recording.request?.url ?? 'http://x').searchParams;
  const format = body.response_format ?? query.get('encoding');
  return {
    text: String(body.input ?? body.text ?? /"text":"([^"]+)"/.exec(asked)?.[1] ?? 'hello'),
    model: typeof body.model === 'string' ? body.model : (query.get('model') ?? undefined),
    voice: /"voice(?:_id|Name)?":"([^"]+)"/.exec(asked)?.[1],
    format: (typeof format === 'string' ? format : undefined) as SpeakFormat | undefined,
    speed: typeof body.speed === 'number' ? body.speed : undefined,
  };
};

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

/** Lets the recording's row speak what was recorded. */
async function replayed(recording: Recording, chunks: (whole: Buffer) => readonly Buffer[]) {
  const row = providers.find(({ id }) => id === recording.provider);
  if (row === undefined) throw new Error(`There is no row ${recording.provider}.`);
  const script = scriptOf(recording);
  const whole = Buffer.concat(script.chunks.map((chunk) => Buffer.from(chunk)));
  upstream.serve({ ...script, chunks: chunks(whole) });
  const { capability } = rowCapability(row, 'speak', upstream.url);
  const words = wordsOf(recording);
  const model = words.model ?? row.defaults.speak ?? 'm';
  const format = words.format ?? capability.limits(model).formats[0] ?? 'mp3';
  const pieces: Uint8Array[] = [];
  const result = await capability.speak(
    { ...words, model, format },
    { signal: new AbortController().signal, onAudio: (piece) => pieces.push(Buffer.from(piece)) },
  );
  return { result, sound: Buffer.concat(pieces), sent: bodyOf(upstream.requests.at(-1)?.body) };
}

const inPieces = (length: number) => (whole: Buffer) =>
  Array.from({ length: Math.ceil(whole.length / length) }, (_, index) =>
    whole.subarray(index * length, (index + 1) * length),
  );

describe.runIf(RECORDED.length > 0)('recorded speech', () => {
  it.each(RECORDED.map((recording) => [recording.id, recording] as const))('%s', async (_id, recording) => {
    const expected = soundOf(recording);
    expect(expected.length).toBeGreaterThan(100);
    for (const cut of [(whole: Buffer) => [whole], inPieces(997)]) {
      const { sound, result } = await replayed(recording, cut);
      expect(sound).toEqual(expected);
      const type = recording.response.headers?.['content-type'] ?? '';
      if (/mpeg/.test(type)) expect(result.format).toBe('mp3');
      if (result.format === 'pcm') expect(result.rate).toBe(24_000);
      expect(Object.keys(result.usage).length).toBeGreaterThan(0);
    }
  });

  it.each(RECORDED.filter(({ request }) => request !== null).map((recording) => [recording.id, recording] as const))(
    '%s is asked for as it was recorded',
    async (_id, recording) => {
      const { sent } = await replayed(recording, (whole) => [whole]);
      const recorded = bodyOf(recording.request?.body);
      // Instructions have no place in a neutral request, and Google repeats the model of its address.
      const { instructions, ...known } = recorded;
      if (recording.api === 'generateContent')
        expect(sent).toMatchObject({ generationConfig: recorded.generationConfig });
      else expect(sent).toMatchObject(known);
    },
  );
});
