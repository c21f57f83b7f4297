import type { ProviderDefinition } from '../../../../src/core/provider.ts';
import type { SpeakRequest, SpeakResult } from '../../../../src/core/speak.ts';
import { providers } from '../../../../src/providers/index.generated.ts';
import { rowCapability } from '../../../contract/row.ts';
import { type RecordedRequest, startUpstream } from '../../../upstream.ts';

export function rowOf(id: string): ProviderDefinition {
  const row = providers.find((one) => one.id === id);
  if (row === undefined) throw new Error(`There is no row ${id}.`);
  return row;
}

export type Spoken = {
  readonly result: SpeakResult;
  readonly sound: Buffer;
  readonly pieces: readonly Buffer[];
  readonly urls: readonly string[];
};

/** Lets a row speak over loopback. */
export async function speak(
  id: string,
  loopbackUrl: string,
  request: Partial<SpeakRequest> = {},
  { signal = new AbortController().signal, onAudio = (_piece: Uint8Array) => {} } = {},
): Promise<Spoken> {
  const row = rowOf(id);
  const { capability, asked } = rowCapability(row, 'speak', loopbackUrl);
  const pieces: Buffer[] = [];
  const result = await capability.speak(
    { model: row.defaults.speak ?? 'm', text: 'Hello there.', format: 'pcm', ...request },
    {
      signal,
      onAudio(piece) {
        pieces.push(Buffer.from(piece));
        onAudio(piece);
      },
    },
  );
  return { result, sound: Buffer.concat(pieces), pieces, urls: asked.map(({ url }) => url) };
}

export const failureOfSpeaking = async (...args: Parameters<typeof speak>): Promise<unknown> =>
  speak(...args).then(
    () => {
      throw new Error('It was expected to fail.');
    },
    (thrown: unknown) => thrown,
  );

/** Sound that is no text, of a length that no group of three bytes divides. */
export const SOUND = Buffer.from(Array.from({ length: 100 }, (_, index) => (index * 31 + 129) % 256));

/** A provider on loopback, and what a row asks of it. */
export async function voiceUpstream() {
  const upstream = await startUpstream({ chunks: [] });
  return {
    ...upstream,
    /** Answers with `SOUND` as the body. */
    serveSound: (headers: Readonly<Record<string, string>> = {}) =>
      upstream.serve({ headers: { 'content-type': 'application/octet-stream', ...headers }, chunks: [SOUND] }),
    serveJson: (body: unknown) =>
      upstream.serve({ headers: { 'content-type': 'application/json' }, chunks: [JSON.stringify(body)] }),
    /** What arrived for a request, with its result. */
    async asked(
      id: string,
      request: Partial<SpeakRequest> = {},
    ): Promise<RecordedRequest & { readonly result: SpeakResult }> {
      const { result } = await speak(id, upstream.url, request);
      const sent = upstream.requests.at(-1);
      if (sent === undefined) throw new Error('Nothing arrived.');
      return { ...sent, result };
    },
  };
}
