import { ProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { MigrateReport, MigrateRequest } from '../core/retrieval.ts';
import type { CollectionMove, MoveTarget, MovingChunk, StoredDocument, Stores } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import { headingsAt } from './chunk.ts';
import type { ContextCache } from './context-cache.ts';
import { contextHash } from './contextual.ts';
import { type Embedder, embedChecked, mergeReceipts } from './embedder.ts';
import { embedderHash } from './manifest.ts';
import { embedTextOf } from './prepare.ts';

/** Texts in one embedding request, and vectors in one transaction. */
const BATCH = 32;
/** How often a copy is begun again because its original has changed meanwhile. */
const COPIES = 5;

export type MigrateParts = { readonly stores: Stores; readonly embedder: Embedder; readonly contexts: ContextCache };

/** Moves a collection, or a copy of it under another name. Whatever stops it, the next call with the same arguments goes on. */
export async function migrateCollection(
  { stores, embedder, contexts }: MigrateParts,
  { collection, store, embedModel, name }: MigrateRequest,
  call: ToolCall,
): Promise<MigrateReport> {
  if (store === undefined && embedModel === undefined && name === undefined) {
    throw new ProviderError('invalid_input', {
      message: 'Nothing to migrate to was named.',
      hint: 'Give store, embed_model or name.',
    });
  }
  const { tenant } = call.principal;
  const source = await stores.open(tenant, collection, { create: false });
  const isCopy = name !== undefined && name !== collection;
  const target: MoveTarget = {
    // A copy begins in SQLite; without another word it goes where its original is.
    store: store ?? (isCopy ? source.store : undefined),
    embedder: await embedderOf(embedModel),
  };
  const moved = isCopy ? name : collection;
  const owner = { tenant, collection };
  const receipts: Receipt[] = [];
  let without = 0;
  for (let copies = 1; !(await moveOnce()); copies++) if (copies === COPIES) throw everChanging(collection);
  if (isCopy) await contexts.copy(owner, moved);
  const result = await stores.open(tenant, moved, { create: false });
  const { chunks } = await result.counts();
  return {
    collection: moved,
    store: result.store,
    chunks,
    receipt: mergeReceipts(receipts),
    notes: [
      ...(without > 0 ? [`${without} chunks have no vector, because the model does not know their words.`] : []),
      ...result.notes,
    ],
  };

  async function embedderOf(model: string | undefined): Promise<MoveTarget['embedder']> {
    if (model === undefined) return undefined;
    const resolved = await embedder.resolve(model, call);
    if (resolved === undefined) {
      throw new ProviderError('not_configured', { message: `The embedding model ${model} is not available.` });
    }
    return { model: resolved, settingsSuffix: embedderHash(resolved) };
  }

  /** False when the original of a copy has changed: then it is copied again, and what was embedded is taken over. */
  async function moveOnce(): Promise<boolean> {
    if (isCopy) await stores.copy(tenant, collection, { ...target, name: moved }, call.signal);
    const move = await stores.move(tenant, moved, target, call.signal);
    for (;;) {
      if (call.signal.aborted) throw new ProviderError('cancelled');
      const batch = await move.unembedded(BATCH);
      if (batch.length > 0) {
        await embed(move, batch);
        await tell(move, 0);
        continue;
      }
      const end = await move.finish(call.signal, (written) => void tell(move, written));
      if (end !== 'unembedded') return end === 'finished';
    }
  }

  async function embed(move: CollectionMove, batch: readonly MovingChunk[]): Promise<void> {
    const model = target.embedder?.model;
    const texts = await embedTexts(move, batch, (chunk, headings) =>
      // Chunks of before contexts were kept beside them: what any model wrote, when none was named.
      contexts.get(owner, chunk.document, contextHash(undefined, headings, chunk.text)),
    );
    const embedded = await embedChecked(embedder, texts, 'document', model, call);
    if (embedded.model !== model) {
      throw new ProviderError('conflict', {
        message: `${embedded.model} answered where ${model} was asked: one collection cannot hold both.`,
      });
    }
    receipts.push(embedded.receipt);
    await move.put(
      batch.map((chunk, index) => ({ chunk, vector: embedded.vectors[index] })),
      call.signal,
    );
    without += embedded.vectors.filter((vector) => vector === undefined).length;
  }

  async function tell(running: CollectionMove, written: number): Promise<void> {
    if (call.progress === undefined) return;
    const counts = await running.counts();
    const isEmbedding = target.embedder !== undefined;
    call.progress({
      message: `${isEmbedding ? `${counts.embedded} of ${counts.chunks} chunks embedded, ` : ''}${written} vectors written`,
      progress: (isEmbedding ? counts.embedded : 0) + written,
      total: counts.chunks * (isEmbedding ? 2 : 1),
    });
  }
}

/** What the embedder reads of each chunk, as when it was indexed: under its title, its context and its headings. */
async function embedTexts(
  move: CollectionMove,
  batch: readonly MovingChunk[],
  earlierContext: (chunk: MovingChunk, headings: readonly string[]) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const texts: string[] = [];
  let document: StoredDocument | undefined;
  for (const chunk of batch) {
    if (document?.id !== chunk.document) document = await move.document(chunk.document);
    const headings = document === undefined ? [] : headingsAt(document.text, document.pages, chunk.start);
    const context = chunk.context ?? (await earlierContext(chunk, headings));
    texts.push(embedTextOf(chunk.metadata, headings, chunk.text, context));
  }
  return texts;
}

const everChanging = (collection: string): ProviderError =>
  new ProviderError('conflict', {
    message: `"${collection}" keeps changing while it is copied.`,
    hint: 'Call rag_migrate again when its rag_index has ended: what was embedded is kept.',
  });
