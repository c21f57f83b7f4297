import type { Artifact, Artifacts, ArtifactWriter } from '../core/artifact.ts';
import type { Clock } from '../core/clock.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import { mediaTypeOf } from '../core/media-type.ts';
import type { Produced, PublicDownload } from '../core/produced.ts';
import type { ToolCall } from '../core/tool.ts';
import { openNamed } from './open-named.ts';
import { withThumbnail } from './thumbnail.ts';

export type Fetching = {
  readonly kind: 'image' | 'video';
  /** The provider's own, for addresses on its origin or its trusted hosts. */
  readonly endpoint: Endpoint;
  /** For any other public address. No credentials go there. */
  readonly download: PublicDownload;
  readonly artifacts: () => Promise<Artifacts>;
  readonly call: Pick<ToolCall, 'principal'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** A film of ten minutes in good quality; what is larger is no answer to a prompt. */
const MOST_BYTES = 4 * 1024 ** 3;
const TRIES = 4;
const PAUSE_MS = 1000;
const EXPIRED: ReadonlySet<number> = new Set([401, 403, 404, 410]);
const HEAD_BYTES = 4096;

/** Keeps what a provider made, with a small picture of it. */
export async function keepProduced(produced: Produced, fetching: Fetching): Promise<Artifact> {
  return withThumbnail(await kept(produced, fetching), fetching);
}

/**
 * An address is fetched at once, a cut is mended by the missing range or a clean restart, and
 * nobody sees half a file. Throws `not_found` for an address that has expired, `bad_response` for what is empty or not media.
 */
async function kept(produced: Produced, fetching: Fetching): Promise<Artifact> {
  const { artifacts, call, kind } = fetching;
  if (produced.kind === 'media') {
    const { bytes, mimeType } = produced.media;
    return (await artifacts()).save(bytes, { mimeType: typeOf(bytes, mimeType, kind, fetching) }, call);
  }
  const file = new Incoming(fetching);
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await receive(produced.url, file, fetching);
        return await file.finish(produced.mimeType);
      } catch (thrown) {
        const error = expired(asProviderError(thrown), fetching);
        const isPassing = error.code === 'network' || error.code === 'overloaded' || error.code === 'rate_limited';
        if (fetching.signal.aborted || !isPassing || attempt === TRIES) throw error;
        await fetching.clock.sleep(PAUSE_MS * attempt, fetching.signal);
      }
    }
  } finally {
    await file.discard();
  }
}

/** A file that arrives in pieces, perhaps over several connections. */
class Incoming {
  readonly #fetching: Fetching;
  #writer: ArtifactWriter | undefined;
  #head = new Uint8Array();
  #isDone = false;
  size = 0;
  type: string | undefined;
  tag: string | undefined;

  constructor(fetching: Fetching) {
    this.#fetching = fetching;
  }

  async write(chunk: Uint8Array): Promise<void> {
    const { artifacts, call, endpoint } = this.#fetching;
    this.#writer ??= await (await artifacts()).create(call);
    this.size += chunk.byteLength;
    if (this.size > MOST_BYTES) throw unusable(endpoint.provider, `is larger than ${MOST_BYTES} bytes`);
    if (this.#head.byteLength < HEAD_BYTES) this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES)]);
    this.#writer.write(chunk);
  }

  async restart(): Promise<void> {
    await this.#writer?.discard();
    this.#writer = undefined;
    this.#head = new Uint8Array();
    this.size = 0;
  }

  async finish(claim: string | undefined): Promise<Artifact> {
    const mimeType = typeOf(this.#head, this.type ?? claim, this.#fetching.kind, this.#fetching);
    if (this.#writer === undefined) throw unusable(this.#fetching.endpoint.provider, 'is empty');
    this.#isDone = true;
    return this.#writer.finish({ mimeType });
  }

  async discard(): Promise<void> {
    if (!this.#isDone) await this.#writer?.discard();
  }
}

async function receive(url: string, file: Incoming, fetching: Fetching): Promise<void> {
  const { signal } = fetching;
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (file.size > 0) headers.range = `bytes=${file.size}-`;
  if (file.size > 0 && file.tag !== undefined) headers['if-range'] = file.tag;
  const answer = await openNamed(url, { ...fetching, headers });
  if (file.size > 0 && !continues(answer, file.size)) await file.restart();
  file.type = answer.headers['content-type'];
  const tag = answer.headers.etag;
  file.tag = tag?.startsWith('"') === true ? tag : undefined;
  for await (const chunk of answer.chunks()) {
    signal.throwIfAborted();
    await file.write(chunk);
  }
}

/** The rest of the same file, beginning where it was cut. */
function continues({ status, headers }: Awaited<ReturnType<PublicDownload>>, from: number): boolean {
  return status === 206 && headers['content-range']?.startsWith(`bytes ${from}-`) === true;
}

function expired(error: ProviderError, { endpoint }: Fetching): ProviderError {
  if (error.status === undefined || !EXPIRED.has(error.status)) return error;
  return new ProviderError('not_found', {
    provider: endpoint.provider,
    status: error.status,
    message: `What ${endpoint.provider} made can no longer be fetched: its address answered ${error.status}.`,
    hint: 'Providers keep what they made for a short time only. Ask for it anew.',
  });
}

/** What the bytes are, where they are what was asked for. */
function typeOf(bytes: Uint8Array, claim: string | undefined, kind: Fetching['kind'], { endpoint }: Fetching): string {
  if (bytes.byteLength === 0) throw unusable(endpoint.provider, 'is empty');
  const found = mediaTypeOf(bytes.subarray(0, HEAD_BYTES));
  if (found.startsWith(`${kind}/`)) return found;
  const isDrawing =
    kind === 'image' && claim?.startsWith('image/svg') === true && /^\s*<(\?xml|svg|!)/.test(text(bytes));
  if (isDrawing) return 'image/svg+xml';
  throw unusable(endpoint.provider, `is ${found}, not ${kind === 'image' ? 'a picture' : 'a film'}`);
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(0, 200));

const unusable = (provider: string, what: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `What ${provider} made ${what}.` });
