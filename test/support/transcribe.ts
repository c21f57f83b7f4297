import type { Media } from '../../src/core/content.ts';
import type { Operation } from '../../src/core/operation.ts';
import type { TranscribeCapability, TranscribeRequest, TranscribeResult } from '../../src/core/transcribe.ts';
import type { RecordedRequest } from '../upstream.ts';

/** A tenth of a second of 16-bit silence at 16 kHz, as a file. */
export function wavFile({ rate = 16_000, channels = 1, samples = 1600, bits = 16 } = {}): Media {
  const data = Buffer.alloc((samples * channels * bits) / 8);
  for (let at = 0; at < data.length; at += 1) data[at] = at % 251;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE((rate * channels * bits) / 8, 28);
  head.writeUInt16LE((channels * bits) / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return { bytes: Buffer.concat([head, data]), mimeType: 'audio/wav', name: 'meeting.wav' };
}

export const asking = (request: Partial<TranscribeRequest> = {}): TranscribeRequest => ({
  model: 'model-1',
  audio: wavFile(),
  ...request,
});

/** Asks a capability as the runtime does: in one request, or by starting work and looking until it has settled. */
export async function settled(
  capability: TranscribeCapability,
  request: TranscribeRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<TranscribeResult> {
  if ('transcribe' in capability) return capability.transcribe(request, { signal });
  // What a job needs has to survive being written down.
  const operation: Operation = JSON.parse(JSON.stringify(await capability.start(request, { signal })));
  for (let look = 0; look < 10; look += 1) {
    const state = await capability.poll(operation, { signal });
    if (state.status === 'succeeded') return state.result;
    if (state.status === 'failed') throw state.error;
    if (state.status === 'cancelled') throw new Error('The job was cancelled.');
  }
  throw new Error('The job did not settle.');
}

/** The fields of a form that was sent, in order; a file is its name and type. */
export async function formIn({ bytes, headers }: RecordedRequest): Promise<readonly (readonly [string, string])[]> {
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
  return [...form].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : `${value.name} ${value.type} ${value.size}`,
  ]);
}
