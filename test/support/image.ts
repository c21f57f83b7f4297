import type { ImageCapability, ImageRequest, ImageResult } from '../../src/core/image.ts';
import type { Operation } from '../../src/core/operation.ts';
import type { RecordedRequest } from '../upstream.ts';

/** The smallest PNG, and a JPEG's first bytes. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
export const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
export const PNG_BASE64 = PNG.toString('base64');
export const png = { bytes: new Uint8Array(PNG), mimeType: 'image/png', name: '/home/grace/secret-plans.png' };

export const asking = (request: Partial<ImageRequest> = {}): ImageRequest => ({
  model: 'model-1',
  prompt: 'a red boat',
  ...request,
});

/** The result of a capability, however its provider works. A job is looked at until it ends. */
export async function settled(
  capability: ImageCapability,
  request: ImageRequest,
  signal = new AbortController().signal,
): Promise<ImageResult> {
  if ('generate' in capability) return capability.generate(request, { signal });
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

/** The fields of a form that was sent, in order; a file is its name, type and size. */
export async function formIn({ bytes, headers }: RecordedRequest): Promise<readonly (readonly [string, string])[]> {
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
  return [...form].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : `${value.name} ${value.type} ${value.size}`,
  ]);
}
