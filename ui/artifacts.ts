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
};

/** The server refuses to put more into one resource. */
const MOST_BYTES = 7_000_000;

/** The artifacts of a result, each with the media that stands for it in the content. */
export function artifactsOf({ fields, content }: Pick<Shown, 'fields' | 'content'>): readonly Artifact[] {
  const named = [fields.artifact, ...listOf(fields.artifacts)]
    .map(fieldsOf)
    .filter(({ uri }) => textOf(uri)?.startsWith('artifact://'));
  const blocks = content.filter(({ type }) => type === 'image' || type === 'audio' || type === 'resource_link');
  // The blocks stand in the order of the fields. Where a host or an older protocol left some out, none can be assigned.
  const isWhole =
    blocks.length === named.length && blocks.every(({ mimeType }, index) => mimeType === named[index]?.mime_type);
  return named.map((artifact, index) => {
    const { data, mimeType } = isWhole ? (blocks[index] ?? {}) : {};
    return {
      uri: String(artifact.uri),
      mimeType: textOf(artifact.mime_type) ?? '',
      bytes: numberOf(artifact.bytes),
      width: numberOf(artifact.width),
      height: numberOf(artifact.height),
      durationS: numberOf(artifact.duration_s),
      path: textOf(artifact.path),
      url: webUrl(artifact.url),
      inline: textOf(data) === undefined ? undefined : `data:${String(mimeType)};base64,${String(data)}`,
    };
  });
}

function webUrl(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^https?:\/\//i.test(text) ? text : undefined;
}

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
