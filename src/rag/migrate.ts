import { ProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { MigrateReport, MigrateRequest } from '../core/retrieval.ts';
import type {
  ChunkRecord,
  CollectionMove,
  CollectionStore,
  MoveTarget,
  StoredDocument,
  Stores,
} from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import { headingsAt } from './chunk.ts';
import { type Embedder, embedChecked, mergeReceipts } from './embedder.ts';
import { embedderHash } from './manifest.ts';
import { embedTextOf } from './prepare.ts';

/** Texts in one embedding request, and vectors in one transaction. */
const BATCH = 32;

/** Moves a collection, or a copy of it under another name. Whatever stops it, the next call with the same arguments goes on. */
export async function migrateCollection(
  stores: Stores,
  embedder: Embedder,
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
  if (isCopy) await stores.copy(tenant, collection, name, call.signal);
  const moved = isCopy ? name : collection;
  const move = await stores.move(tenant, moved, target, call.signal);
  const receipts: Receipt[] = [];
  const notes: string[] = [];
  if (move.isNeeded) await run(move, isCopy ? await stores.open(tenant, moved, { create: false }) : source);
  const result = await stores.open(tenant, moved, { create: false });
  const { chunks } = await result.counts();
  return {
    collection: moved,
    store: result.store,
    chunks,
    receipt: mergeReceipts(receipts),
    notes: [...notes, ...result.notes],
  };

  async function embedderOf(model: string | undefined): Promise<MoveTarget['embedder']> {
    if (model === undefined) return undefined;
    const resolved = await embedder.resolve(model, call);
    if (resolved === undefined) {
      throw new ProviderError('not_configured', { message: `The embedding model ${model} is not available.` });
    }
    return { model: resolved, settingsSuffix: embedderHash(resolved) };
  }

  async function run(running: CollectionMove, documents: CollectionStore): Promise<void> {
    let without = 0;
    do {
      for (;;) {
        if (call.signal.aborted) throw new ProviderError('cancelled');
        const batch = await running.unembedded(BATCH);
        if (batch.length === 0) break;
        without += await embed(running, documents, batch);
        await tell(running, 0);
      }
    } while (!(await running.finish(call.signal, (written) => void tell(running, written))));
    if (without > 0) notes.push(`${without} chunks have no vector, because the model does not know their words.`);
  }

  async function embed(
    running: CollectionMove,
    documents: CollectionStore,
    batch: readonly ChunkRecord[],
  ): Promise<number> {
    const model = target.embedder?.model;
    const texts = await embedTexts(documents, batch);
    const embedded = await embedChecked(embedder, texts, 'document', model, call);
    if (embedded.model !== model) {
      throw new ProviderError('conflict', {
        message: `${embedded.model} answered where ${model} was asked: one collection cannot hold both.`,
      });
    }
    receipts.push(embedded.receipt);
    await running.put(
      batch.map((chunk, index) => ({ chunk, vector: embedded.vectors[index] })),
      call.signal,
    );
    return embedded.vectors.filter((vector) => vector === undefined).length;
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

/** What the embedder reads of each chunk, as when it was indexed: under its title and headings. */
async function embedTexts(documents: CollectionStore, batch: readonly ChunkRecord[]): Promise<readonly string[]> {
  const texts: string[] = [];
  let document: StoredDocument | undefined;
  for (const chunk of batch) {
    if (document?.id !== chunk.document) document = await documents.document(chunk.document);
    const headings = document === undefined ? [] : headingsAt(document.text, document.pages, chunk.start);
    texts.push(embedTextOf(chunk.metadata, headings, chunk.text));
  }
  return texts;
}
