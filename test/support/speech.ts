import { encodeWav } from '../../src/audio/wav.ts';
import type { Pcm } from '../../src/core/audio.ts';
import type { Media } from '../../src/core/content.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { fliteEngine } from '../../src/local/flite/engine.ts';

/** Sound as engines of this machine take it. */
export const wavOf = (pcm: Pcm): Media => ({ bytes: encodeWav(pcm), mimeType: 'audio/wav' });

const flite = fliteEngine();

/** A text spoken by an embedded voice. */
export async function spoken(text: string, voice = 'rms'): Promise<Media & { readonly rate: number }> {
  const chunks: Uint8Array[] = [];
  const { rate = 0 } = await flite.speak(
    { model: 'flite', text, voice, format: 'wav' },
    { signal: AbortSignal.timeout(60_000), onAudio: (chunk) => chunks.push(chunk) },
  );
  return { bytes: Buffer.concat(chunks), mimeType: 'audio/wav', rate };
}

/** The endpoint of an engine: settings only. */
export function engineEndpoint(settings: Readonly<Record<string, string>> = {}): Endpoint {
  const refuse = async (): Promise<never> => {
    throw new Error('an engine has no network');
  };
  return { provider: 'engine', setting: (name) => settings[name], send: refuse, connect: refuse };
}
