import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { Host } from './host.ts';

/** What a page shows: the fields of a result, its content blocks, the arguments, and who can fetch more. */
export type Shown = {
  readonly fields: Fields;
  readonly content: readonly Fields[];
  readonly input: Fields;
  readonly host: Host;
};

export type Artifact = {
  readonly uri: string;
  readonly mimeType: string;
  readonly bytes?: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationS?: number;
  readonly path?: string;
  readonly url?: string;
  /** The media itself, where the result has it. */
  readonly inline?: string;
  /** A small picture of it. */
  readonly thumbnail?: Artifact;
};

/** The server refuses to put more into one resource. */
const MOST_BYTES = 7_000_000;

/** The artifacts of a result, each with the media that stands for it in the content. */
export function artifactsOf({ fields, content }: Pick<Shown, 'fields' | 'content'>): readonly Artifact[] {
  const named = [fields.artifact, ...listOf(fields.artifacts)]
    .map(fieldsOf)
    .filter(({ uri }) => textOf(uri)?.startsWith('artifact://'));
  const blocks = content.filter(({ type }) => type === 'image' || type === 'audio' || type === 'resource_link');
  const found = named.map((artifact) => {
    const [block = {}] = blocks.splice(0, 1);
    const fits = block.mimeType === artifact.mime_type;
    if (block.type !== 'resource_link') return { fits, own: block };
    const [small] = isOf(blocks[0], fieldsOf(artifact.thumbnail)) ? blocks.splice(0, 1) : [];
    return { fits, small };
  });
  // The blocks stand in the order of the fields. Where a host or an older protocol left some out, none can be assigned.
  const isWhole = blocks.length === 0 && found.every(({ fits }) => fits);
  return named.map((artifact, index) => {
    const { own, small } = (isWhole ? found[index] : undefined) ?? {};
    const thumbnail = fieldsOf(artifact.thumbnail);
    return {
      ...artifactFrom(artifact),
      inline: dataUrl(own),
      thumbnail:
        textOf(thumbnail.uri) === undefined ? undefined : { ...artifactFrom(thumbnail), inline: dataUrl(small) },
    };
  });
}

const artifactFrom = (fields: Fields): Artifact => ({
  uri: String(fields.uri),
  mimeType: textOf(fields.mime_type) ?? '',
  bytes: numberOf(fields.bytes),
  width: numberOf(fields.width),
  height: numberOf(fields.height),
  durationS: numberOf(fields.duration_s),
  path: textOf(fields.path),
  url: webUrl(fields.url),
});

/** The next image may be another artifact, so the length has to be that of the thumbnail too. */
const isOf = (block: Fields | undefined, { mime_type, bytes }: Fields): boolean =>
  block?.mimeType === mime_type && textOf(block?.data)?.length === Math.ceil((numberOf(bytes) ?? 0) / 3) * 4;

const dataUrl = (block: Fields | undefined): string | undefined =>
  textOf(block?.data) === undefined ? undefined : `data:${String(block?.mimeType)};base64,${String(block?.data)}`;

function webUrl(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^https?:\/\//i.test(text) ? text : undefined;
}

/** A small picture of the media, where there is one. Never rejects. */
export const loadThumbnail = ({ thumbnail }: Artifact, host: Host): Promise<string | undefined> =>
  thumbnail === undefined ? Promise.resolve(undefined) : loadMedia(thumbnail, host).catch(() => undefined);

/** The media as a `data:` URL, from the result or through the host. Rejects with a sentence for the reader. */
export async function loadMedia(artifact: Artifact, { readResource }: Host): Promise<string> {
  if (artifact.inline !== undefined) return artifact.inline;
  if ((artifact.bytes ?? 0) > MOST_BYTES) throw new Error('Too large to be shown here.');
  if (readResource === undefined) throw new Error('This host does not fetch media for pages.');
  return atMostThree(() => readResource(artifact.uri));
}

const queue: (() => void)[] = [];
let running = 0;

/** Each read is megabytes in one message; more of them at once only wait for each other. */
async function atMostThree<T>(work: () => Promise<T>): Promise<T> {
  if (running >= 3) await new Promise<void>((start) => queue.push(start));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    queue.shift()?.();
  }
}
