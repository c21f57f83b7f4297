import type { RunOptions } from '../core/app.ts';
import type { Receipt } from '../core/receipt.ts';
import type { ToolCall } from '../core/tool.ts';
import type { ChunkSpan } from './chunk.ts';
import type { ContextCache, Owner } from './context-cache.ts';
import { isUnavailable, modelOf } from './embedder.ts';
import { sha256 } from './manifest.ts';
import { fenceOf, type Writer } from './writer.ts';

/** How much of the document a model reads about one chunk, in characters: all of most, else what stands around it. */
const MAX_READ = 24_000;
const MAX_CONTEXT = 600;
/** Requests at a time. The pipeline's limiter may hold back some of them. */
const AT_ONCE = 4;
/** After so many documents in a row that could not be described the rest is given up rather than tried. */
const PATIENCE = 2;
/** Raise it when the same chunk would be described otherwise. */
const PROMPT = 'context-1';

/** Under what a chunk's context is kept; `model` as the caller named it. */
export const contextHash = (model: string | undefined, headings: readonly string[], text: string): string =>
  sha256(PROMPT, model ?? '', JSON.stringify(headings), text);

/** Has a model write, for each chunk, what it is about within its document: what the chunk itself leaves out. */
export class Contextualiser {
  readonly receipts: Receipt[] = [];
  /** Set when there is no such model: then no document can be indexed as it was asked for. */
  missing: unknown;
  #failures = 0;
  #failure: unknown;
  #written = 0;
  #known = 0;
  readonly #owner: Owner;
  readonly #writer: Writer;
  readonly #cache: ContextCache;
  readonly #options: RunOptions;
  readonly #call: ToolCall;

  constructor(parts: {
    readonly owner: Owner;
    readonly writer: Writer;
    readonly cache: ContextCache;
    readonly options: RunOptions;
    readonly call: ToolCall;
  }) {
    this.#owner = parts.owner;
    this.#writer = parts.writer;
    this.#cache = parts.cache;
    this.#options = parts.options;
    this.#call = parts.call;
  }

  /** One context a chunk, in order. Throws what the model throws: a document is indexed with all of them or not at all. */
  async contextsOf(document: string, text: string, spans: readonly ChunkSpan[]): Promise<readonly string[]> {
    if (this.#failures >= PATIENCE) throw this.#failure;
    const contexts: string[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let index = next++; index < spans.length; index = next++) {
        const span = spans[index];
        if (span === undefined) return;
        try {
          contexts[index] = await this.#contextOf(document, text, span);
        } catch (error) {
          // The others begin on no more; what they have begun is kept.
          next = spans.length;
          throw error;
        }
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) {
      this.#failures += 1;
      this.#failure = failed.reason;
      if (isUnavailable(failed.reason)) this.missing = failed.reason;
      throw failed.reason;
    }
    this.#failures = 0;
    await this.#cache.prune(
      this.#owner,
      document,
      spans.map((span) => this.#hashOf(text, span)),
    );
    return contexts;
  }

  async #contextOf(document: string, text: string, span: ChunkSpan): Promise<string> {
    const hash = this.#hashOf(text, span);
    const known = await this.#cache.get(this.#owner, document, hash);
    if (known !== undefined) {
      this.#known += 1;
      return known;
    }
    const { text: written, receipt } = await this.#writer(promptFor(text, span), this.#options, this.#call);
    this.receipts.push(receipt);
    const context = written.replaceAll(/\s+/gu, ' ').slice(0, MAX_CONTEXT).toWellFormed();
    await this.#cache.put(this.#owner, document, hash, context);
    this.#written += 1;
    return context;
  }

  #hashOf(text: string, { start, end, headings }: ChunkSpan): string {
    return contextHash(this.#options.model, headings, text.slice(start, end));
  }

  get note(): string {
    const models = [...new Set(this.receipts.map(modelOf))].join(', ');
    return `Contexts: ${this.#written} written${models === '' ? '' : ` by ${models}`}, ${this.#known} known from before.`;
  }
}

function promptFor(text: string, { start, end }: ChunkSpan): string {
  const from = Math.max(0, Math.min(start - MAX_READ / 2, text.length - MAX_READ));
  const [document, chunk] = [text.slice(from, from + MAX_READ), text.slice(start, end)];
  const fence = fenceOf([text, chunk]);
  return [
    'Situate the chunk within the document, so that it can be found: in one or two sentences say whose, what and when it is about, with the names that the chunk itself leaves out. Write only those sentences, in the language of the document.',
    fence.note,
    // First what is the same for every chunk: providers charge less for a beginning that they have read before.
    fence.wrap('document', document),
    fence.wrap('chunk', chunk),
  ].join('\n\n');
}
