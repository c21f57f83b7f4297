import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageRequest } from '../../src/core/image.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { asking, formIn, PNG_BASE64, png, settled } from '../support/image.ts';
import { startUpstream, type Upstream } from '../upstream.ts';
import { rowCapability } from './row.ts';
import { formCheck, requestCheck } from './spec.ts';

let upstream: Upstream;
beforeAll(async () => {
  const item = { b64_json: PNG_BASE64, url: 'https://cdn.test/1', is_image_safe: true };
  upstream = await startUpstream((_request, response) => {
    const uploadInitImage = { id: 'up-1', url: 'https://bucket.s3.amazonaws.com/up', fields: '{}' };
    const generate = { generationId: 'job-1' };
    const started = { id: 'job-1', polling_url: 'https://elsewhere.test', data: [item], uploadInitImage, generate };
    response.end(JSON.stringify(started));
  });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

type Case = readonly [
  provider: string,
  kind: 'form' | 'json',
  where: readonly [provider: string, path: string, file?: string],
  wish: Partial<ImageRequest>,
];

/** Changes to pictures, each at the door that its vendor's specification has for it. */
const CASES: readonly Case[] = [
  ['openai', 'form', ['openai', '/images/edits'], { count: 2, size: { width: 1024, height: 1024 } }],
  ['openai', 'form', ['openai', '/images/edits'], { mask: png }],
  ['azure-openai', 'form', ['openai', '/images/edits'], { mask: png }],
  ['deepinfra', 'form', ['deepinfra', '/v1/openai/images/edits'], {}],
  ['xai', 'json', ['xai', '/images/edits', 'rest-openapi.json'], { size: { width: 1600, height: 900 } }],
  [
    'recraft',
    'form',
    ['recraft', '/v1/images/imageToImage'],
    { model: 'recraftv3', negativePrompt: 'people', seed: 7 },
  ],
  ['recraft', 'form', ['recraft', '/v1/images/inpaint'], { model: 'recraftv3', mask: png }],
  [
    'ideogram',
    'form',
    ['ideogram', '/v1/ideogram-v3/remix'],
    { count: 2, style: 'design', size: { width: 1024, height: 1024 } },
  ],
  ['ideogram', 'form', ['ideogram', '/v1/ideogram-v3/edit'], { mask: png, seed: 7 }],
  [
    'black-forest-labs',
    'json',
    ['black-forest-labs', '/v1/flux-kontext-pro'],
    { model: 'flux-kontext-pro', seed: 7, size: { width: 1600, height: 900 } },
  ],
  [
    'black-forest-labs',
    'json',
    ['black-forest-labs', '/v1/flux-pro-1.1'],
    { model: 'flux-pro-1.1', size: { width: 1440, height: 960 } },
  ],
  [
    'black-forest-labs',
    'json',
    ['black-forest-labs', '/v1/flux-pro-1.0-fill'],
    { model: 'flux-pro-1.0-fill', mask: png },
  ],
  ['black-forest-labs', 'json', ['black-forest-labs', '/v1/flux-2-klein-4b'], { model: 'flux-2-klein-4b' }],
  ['leonardo', 'json', ['leonardo', '/generations'], { count: 2, seed: 7, negativePrompt: 'people' }],
];

describe.runIf(hasShared)('a change to a picture', () => {
  it.each(CASES)('at %s fits the specification as a %s of %j', async (id, kind, [provider, path, file], wish) => {
    const row = providers.find((one) => one.id === id);
    if (row === undefined) throw new Error(`${id} has no row.`);
    const { capability } = rowCapability(row, 'image', upstream.url);
    const before = upstream.requests.length;
    const request = asking({ model: row.defaults.image ?? '', image: png, ...wish });
    if ('generate' in capability) await settled(capability, request);
    else await capability.start(request, { signal: new AbortController().signal });
    const sent = upstream.requests.slice(before).find(({ url }) => path.endsWith(url) || url.endsWith(path));
    if (sent === undefined) throw new Error(`${path} was not asked.`);
    const check = (kind === 'form' ? formCheck : requestCheck)(provider, path, file);
    expect(check(kind === 'form' ? Object.fromEntries(await formIn(sent)) : sent.body)).toEqual([]);
    expect(check({ prompt: 7, n: 'many' })).not.toEqual([]);
  });
});
