import type { ContentBlock } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import type { Artifact } from '../core/artifact.ts';
import { ProviderError } from '../core/errors.ts';
import type { Principal } from '../core/tool.ts';

/** How a caller can get at a file: on this machine by its path, over HTTP by a link below an address of this server. */
export type Reach = { readonly kind: 'file' } | { readonly kind: 'link'; readonly base: string };

export type Delivery = {
  readonly app: App;
  readonly principal: Principal;
  /** Absent where neither a path nor a link would be of use. */
  readonly reach?: Reach;
  /** What the caller asked for, in words: what a copy in the output folder is called after. */
  readonly title?: string | undefined;
};

type Fields = Readonly<Record<string, unknown>>;
type Delivered = { readonly structured: Record<string, unknown>; readonly blocks: readonly ContentBlock[] };

/** Images that hosts show and models see. Others, and drawings that are programs (SVG), go as links. */
const INLINE_IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/**
 * Makes the artifacts under `artifact` and `artifacts` of a result useful to its caller: `path` or `url` in the fields, a
 * line of text that says where each is, and the media itself while the result's base64 stays within `LLMKIT_INLINE_BYTES`,
 * else a link to the resource and its small picture. Whatever a tool wrote into `path` and `url` is replaced: over HTTP no path
 * leaves the server.
 */
export async function deliverArtifacts(output: Fields, delivery: Delivery): Promise<Delivered> {
  // The result of a job is a tool's result too.
  if (isFields(output.result)) {
    const { structured, blocks } = await deliverArtifacts({ ...output.result }, delivery);
    return { structured: { ...output, result: structured }, blocks };
  }
  const single = isArtifact(output.artifact) ? [output.artifact] : [];
  const several = Array.isArray(output.artifacts) ? output.artifacts.filter(isArtifact) : [];
  if (single.length + several.length === 0) return { structured: { ...output }, blocks: [] };
  const lines: string[] = [];
  const blocks: ContentBlock[] = [];
  let room = delivery.app.config.inlineBytes;

  const deliver = async (fields: Fields): Promise<Fields> => {
    const { path: _path, url: _url, thumbnail: _thumbnail, ...rest } = fields;
    const artifact = await find(String(fields.uri), delivery);
    if (artifact === undefined) return rest;
    const copy = await copyOf(artifact, delivery);
    const place = copy.path === undefined ? await placeOf(artifact, delivery) : { path: copy.path };
    lines.push(`${summaryOf(artifact)}: ${place.path ?? place.url ?? artifact.uri}`);
    if (copy.note !== undefined) lines.push(copy.note);
    const thumbnail = artifact.thumbnail === undefined ? undefined : await find(artifact.thumbnail, delivery);
    if (!(await inlined(artifact))) {
      blocks.push(linkBlock(artifact));
      // What cannot be shown itself is shown by its small picture.
      if (thumbnail !== undefined) await inlined(thumbnail);
    }
    return { ...rest, ...(thumbnail && { thumbnail: await thumbnailFields(thumbnail, delivery) }), ...place };
  };

  /** Whether it went into the result itself: it is of a kind that clients show, and there was room. */
  const inlined = async (artifact: Artifact): Promise<boolean> => {
    const size = base64Length(artifact.bytes);
    const kind = inlineKind(artifact.mimeType);
    if (kind === undefined || size > room) return false;
    room -= size;
    blocks.push(await mediaBlock(kind, artifact, delivery));
    return true;
  };

  const structured: Record<string, unknown> = { ...output };
  for (const fields of single) structured.artifact = await deliver(fields);
  if (several.length > 0) {
    const list: unknown[] = [];
    for (const item of Array.isArray(output.artifacts) ? output.artifacts : []) {
      list.push(isArtifact(item) ? await deliver(item) : item);
    }
    structured.artifacts = list;
  }
  const text: ContentBlock[] = lines.length === 0 ? [] : [{ type: 'text', text: lines.join('\n') }];
  return { structured, blocks: [...text, ...blocks] };
}

const isArtifact = (value: unknown): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  'uri' in value &&
  typeof value.uri === 'string' &&
  value.uri.startsWith('artifact://');

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined when it has gone meanwhile: the rest of the result is still worth having. */
async function find(uri: string, { app, principal }: Delivery): Promise<Artifact | undefined> {
  try {
    return await (await app.artifacts()).describe(uri, { principal });
  } catch (thrown) {
    if (thrown instanceof ProviderError && thrown.code === 'not_found') return undefined;
    throw thrown;
  }
}

type Copy = { readonly path?: string | undefined; readonly note?: string };

/** The copy in the output folder. Where none can be kept, the artifact itself is still there, and the reader is told. */
async function copyOf({ uri, mimeType }: Artifact, { app, principal, reach, title }: Delivery): Promise<Copy> {
  if (reach?.kind !== 'file') return {};
  try {
    const family = mimeType.split('/')[0] ?? '';
    const name = title ?? (family === 'application' ? 'file' : family);
    return { path: await (await app.artifacts()).keepCopy(uri, name, { principal }) };
  } catch (thrown) {
    if (thrown instanceof ProviderError) return { note: thrown.message };
    throw thrown;
  }
}

async function placeOf(
  { uri, path }: Artifact,
  { app, principal, reach }: Delivery,
): Promise<Pick<Artifact, 'path' | 'url'>> {
  if (reach?.kind === 'file') return path === undefined ? {} : { path };
  if (reach === undefined) return {};
  return { url: reach.base + (await (await app.artifacts()).link(uri, { principal })) };
}

const thumbnailFields = async (thumbnail: Artifact, delivery: Delivery): Promise<Fields> => ({
  uri: thumbnail.uri,
  mime_type: thumbnail.mimeType,
  bytes: thumbnail.bytes,
  ...(await placeOf(thumbnail, delivery)),
});

function inlineKind(mimeType: string): 'image' | 'audio' | undefined {
  const type = mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (INLINE_IMAGES.has(type)) return 'image';
  return type.startsWith('audio/') ? 'audio' : undefined;
}

const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

async function mediaBlock(
  type: 'image' | 'audio',
  { uri }: Artifact,
  { app, principal }: Delivery,
): Promise<ContentBlock> {
  const { bytes, mimeType } = await (await app.artifacts()).read(uri, { principal });
  return { type, data: Buffer.from(bytes).toString('base64'), mimeType };
}

const linkBlock = ({ uri, mimeType, bytes }: Artifact): ContentBlock => ({
  type: 'resource_link',
  uri,
  name: uri.slice('artifact://'.length),
  mimeType,
  size: bytes,
});

/** `audio/wav, 1.5 s, 72 kB` */
function summaryOf({ mimeType, bytes, width, height, durationS }: Artifact): string {
  const size =
    bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const pixels = width === undefined || height === undefined ? [] : [`${width}x${height}`];
  const length = durationS === undefined ? [] : [`${Math.round(durationS * 10) / 10} s`];
  return [mimeType, ...pixels, ...length, size].join(', ');
}

/** The first revision of the protocol that knows a kind of content. */
const KNOWN_SINCE: Readonly<Record<string, string>> = { audio: '2025-03-26', resource_link: '2025-06-18' };

/** The content without what an older revision would refuse; the line of text still says where the media is. */
export function contentFor(revision: string | undefined, content: readonly ContentBlock[]): ContentBlock[] {
  return content.filter(({ type }) => revision === undefined || revision >= (KNOWN_SINCE[type] ?? ''));
}
