import type { ProviderDefinition } from '../../../../src/core/provider.ts';
import type { SpeakRequest, SpeakResult } from '../../../../src/core/speak.ts';
import { providers } from '../../../../src/providers/index.generated.ts';
import { rowCapability } from '../../../contract/row.ts';

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
