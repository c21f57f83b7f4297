import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { IndexReport } from '../core/retrieval.ts';
import type { CollectionStore, Fingerprint, StoredChunk, StoredDocument } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import type { ChunkSizes } from './chunk.ts';
import type { Contextualiser } from './contextual.ts';
import { type Embedder, embedChecked, isUnavailable, mergeReceipts } from './embedder.ts';
import { newManifest, settingsHash } from './manifest.ts';
import { type PreparedChunk, prepareChunks } from './prepare.ts';
import { type Candidate, type Failure, reasonOf } from './sources.ts';

/** Texts in one embedding request: small enough that no engine needs to split it. */
const EMBED_BATCH = 32;
/** A batch of documents is written when it holds this much. Smaller while embedding, so that progress is seen. */
const BATCH = { documents: 32, chunks: 256, embeddedChunks: 32, characters: 4_000_000 };
/** After so many failed embedding requests in a row the rest is given up rather than tried. */
const PATIENCE = 2;

type Pending = {
  readonly document: Omit<StoredDocument, 'settingsHash'>;
  readonly chunks: readonly PreparedChunk[];
  readonly languages: readonly string[];
  /** The content is stored already, only without vectors: nothing is lost when it cannot be embedded now. */
  readonly isUpgrade: boolean;
};

/** One run of `rag_index`: takes documents one by one, writes them in batches, keeps count. */
export class IndexRun {
  readonly #store: CollectionStore;
  readonly #embedder: Embedder;
  readonly #call: ToolCall;
  readonly #sizes: ChunkSizes;
  readonly #total: number;
  readonly #contextual: boolean | string;
  readonly #contextualiser: Contextualiser | undefined;
  /** The caller named the model: going on without it would not be what was asked. */
  readonly #isModelWanted: boolean;
  /** The model to embed with; `undefined` for keyword search alone. */
  #model: string | undefined;
  #fingerprints: ReadonlyMap<string, Fingerprint> = new Map();
  #pending: Pending[] = [];
  #embedFailures = 0;
  #embedError: unknown;
  #done = 0;
  #documents = 0;
  #chunks = 0;
  #unchanged = 0;
  #withoutVector = 0;
  readonly #failed: Failure[] = [];
  readonly #receipts: Receipt[] = [];
  readonly #notes = new Set<string>();

  constructor(parts: {
    readonly store: CollectionStore;
    readonly embedder: Embedder;
    readonly call: ToolCall;
    readonly sizes: ChunkSizes;
    readonly model: string | undefined;
    readonly isModelWanted: boolean;
    readonly total: number;
    /** As the caller asked for it, and who does it. */
    readonly contextual?: boolean | string;
    readonly contextualiser?: Contextualiser;
  }) {
    this.#store = parts.store;
    this.#embedder = parts.embedder;
    this.#call = parts.call;
    this.#sizes = parts.sizes;
    this.#model = parts.model;
    this.#total = parts.total;
    this.#isModelWanted = parts.isModelWanted;
    this.#contextual = parts.contextual ?? false;
    this.#contextualiser = parts.contextualiser;
  }

  async start(): Promise<void> {
    this.#fingerprints = await this.#store.fingerprints();
  }

  note(text: string): void {
    this.#notes.add(text);
  }

  fail(failure: Failure): void {
    this.#failed.push(failure);
  }

  /** Takes one document. Throws only when the run is cancelled or the store fails. */
  async take(candidate: Candidate): Promise<void> {
    if (this.#call.signal.aborted) throw new ProviderError('cancelled');
    try {
      await this.#prepare(candidate);
    } catch (error) {
      if (asProviderError(error).code === 'cancelled' || this.#contextualiser?.missing !== undefined) throw error;
      this.fail({ source: candidate.source, reason: reasonOf(error) });
      this.#done += 1;
    }
    if (this.#isFull()) await this.flush();
  }

  async #prepare(candidate: Candidate): Promise<void> {
    const { id, source } = candidate;
    const { hash: contentHash, parse } = await candidate.load(this.#call);
    const stored = this.#fingerprints.get(id);
    const isSame = stored?.contentHash === contentHash;
    if (isSame && stored.settingsHash === settingsHash(this.#sizes, this.#model, this.#contextual)) {
      this.#unchanged += 1;
      this.#done += 1;
      return;
    }
    const isUpgrade = isSame && stored.settingsHash === settingsHash(this.#sizes, undefined, this.#contextual);
    const content = await parse();
    const { chunks, languages } = await prepareChunks(id, content, this.#sizes, this.#contextualiser);
    for (const note of content.notes) this.note(`${source}: ${note}`);
    const { text, mimeType, pages, metadata } = content;
    this.#pending.push({
      document: { id, source, text, mimeType, pages, metadata, contentHash },
      chunks,
      languages,
      isUpgrade,
    });
  }

  #isFull(): boolean {
    const chunks = this.#pending.reduce((sum, { chunks }) => sum + chunks.length, 0);
    const characters = this.#pending.reduce((sum, { document }) => sum + document.text.length, 0);
    return (
      this.#pending.length >= BATCH.documents ||
      chunks >= (this.#model === undefined ? BATCH.chunks : BATCH.embeddedChunks) ||
      characters >= BATCH.characters
    );
  }

  /** Embeds and writes what is pending, in one transaction; only then is it counted and reported. */
  async flush(): Promise<void> {
    const batch = this.#pending;
    this.#pending = [];
    if (batch.length > 0) {
      const vectors = await this.#vectorsFor(batch);
      if (vectors !== undefined) await this.#write(batch, vectors);
      this.#done += batch.length;
    }
    this.#tell(0, 0);
  }

  /** Counts only what is durable; the share of the batch that is embedded moves the bar between two writes. */
  #tell(share: number, batch: number): void {
    this.#call.progress?.({
      message: `${this.#done} of ${this.#total} documents: ${this.#documents} indexed, ${this.#unchanged} unchanged, ${this.#failed.length} failed`,
      progress: this.#done + share * batch,
      total: this.#total,
    });
  }

  async #write(batch: readonly Pending[], vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    const isEmbedded = this.#model !== undefined;
    // Nothing is gained by writing again, without vectors, what is stored without vectors.
    const rows = isEmbedded ? batch : batch.filter(({ isUpgrade }) => !isUpgrade);
    this.#unchanged += batch.length - rows.length;
    if (rows.length === 0) return;
    const [first] = vectors.values();
    await this.#store.write(
      {
        manifest: newManifest(
          first === undefined ? undefined : this.#model,
          first?.length,
          rows.flatMap(({ languages }) => languages),
        ),
        documents: rows.map(({ document, chunks }) => ({
          document: { ...document, settingsHash: settingsHash(this.#sizes, this.#model, this.#contextual) },
          chunks: chunks.map(
            ({ embedText: _, ...chunk }): StoredChunk => ({ ...chunk, vector: vectors.get(chunk.id) }),
          ),
        })),
      },
      this.#call.signal,
    );
    this.#documents += rows.length;
    this.#chunks += rows.reduce((sum, { chunks }) => sum + chunks.length, 0);
  }

  /** Vectors by chunk id; `undefined` when the batch failed and must not be written. */
  async #vectorsFor(batch: readonly Pending[]): Promise<ReadonlyMap<string, Float32Array> | undefined> {
    const vectors = new Map<string, Float32Array>();
    const chunks = batch.flatMap(({ chunks }) => chunks);
    if (this.#model === undefined || chunks.length === 0) return vectors;
    if (this.#embedFailures >= PATIENCE) return this.#giveUp(batch, this.#embedError);
    try {
      for (let from = 0; from < chunks.length; from += EMBED_BATCH) {
        const part = chunks.slice(from, from + EMBED_BATCH);
        const texts = part.map(({ embedText }) => embedText);
        if (from > 0) this.#tell(from / chunks.length, batch.length);
        const embedded = await embedChecked(this.#embedder, texts, 'document', this.#model, this.#call);
        if (embedded.model !== this.#model) {
          throw new ProviderError('conflict', {
            message: `${embedded.model} answered where ${this.#model} was asked: one collection cannot hold both.`,
          });
        }
        this.#receipts.push(embedded.receipt);
        for (const [index, { id }] of part.entries()) {
          const vector = embedded.vectors[index];
          if (vector !== undefined) vectors.set(id, vector);
          else this.#withoutVector += 1;
        }
      }
      this.#embedFailures = 0;
      return vectors;
    } catch (error) {
      if (asProviderError(error).code === 'cancelled') throw error;
      if (isUnavailable(error) && this.#receipts.length === 0) {
        if (this.#isModelWanted) throw error;
        this.note(`Indexed for keyword search only. ${reasonOf(error)}`);
        this.#model = undefined;
        return new Map();
      }
      this.#embedFailures += 1;
      this.#embedError = error;
      return this.#giveUp(batch, error);
    }
  }

  #giveUp(batch: readonly Pending[], error: unknown): undefined {
    for (const { document } of batch) this.fail({ source: document.source, reason: reasonOf(error) });
    return undefined;
  }

  report(collection: string, deleted: number): IndexReport {
    if (this.#withoutVector > 0) {
      this.note(
        `${this.#withoutVector} chunks have no vector, because the model does not know their words; keyword search finds them.`,
      );
    }
    if (this.#contextualiser !== undefined) this.note(this.#contextualiser.note);
    return {
      collection,
      documents: this.#documents,
      chunks: this.#chunks,
      unchanged: this.#unchanged,
      deleted,
      failed: this.#failed,
      receipt: mergeReceipts([...(this.#contextualiser?.receipts ?? []), ...this.#receipts]),
      notes: [...this.#notes, ...this.#store.notes],
    };
  }
}
