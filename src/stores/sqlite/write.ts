import type { DatabaseSync } from 'node:sqlite';
import { ProviderError } from '../../core/errors.ts';
import type { StoreManifest, StoreWrite } from '../../core/store.ts';
import { lastKey, rememberLastKey } from './chunk-keys.ts';
import { textIn } from './rows.ts';
import { bytesOf, signatureOf } from './signatures.ts';
import { subtractTerms, termsWhere } from './term-totals.ts';

/** Writes documents with all that hangs on them. The caller holds the transaction. */
export function writeDocuments(database: DatabaseSync, { documents, manifest }: StoreWrite): void {
  writeManifest(database, manifest);
  const addDocument = database.prepare(
    `INSERT INTO documents (id, source, text, mime_type, pages, metadata, content_hash, settings_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addChunk = database.prepare(
    'INSERT INTO chunks (key, id, document, ordinal, start, end, page, text, context) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const addTerms = database.prepare('INSERT INTO terms (rowid, words) VALUES (?, ?)');
  const addVector = database.prepare('INSERT INTO vectors (chunk, vector, signature) VALUES (?, ?, ?)');
  removeDocuments(
    database,
    documents.map(({ document }) => document.id),
  );
  let key = lastKey(database);
  // Of one id, the last counts.
  for (const { document, chunks } of new Map(documents.map((each) => [each.document.id, each])).values()) {
    const { lastInsertRowid: documentKey } = addDocument.run(
      document.id,
      document.source,
      document.text,
      document.mimeType,
      JSON.stringify(document.pages),
      JSON.stringify(document.metadata),
      document.contentHash,
      document.settingsHash,
    );
    for (const { id, ordinal, start, end, page, text, context, terms, vector } of chunks) {
      key += 1;
      const place = [id, documentKey, ordinal, start, end, page ?? null] as const;
      addChunk.run(key, ...place, text, context ?? null);
      addTerms.run(key, terms.join(' '));
      if (vector === undefined) continue;
      if (vector.length !== manifest.dimensions)
        throw new Error('a vector disagrees with the manifest about dimensions');
      addVector.run(key, bytesOf(vector), bytesOf(signatureOf(vector)));
    }
  }
}

/** Deletes documents with all that hangs on them; returns how many there were. The caller holds the transaction. */
export function removeDocuments(database: DatabaseSync, ids: readonly string[]): number {
  const list = JSON.stringify(ids);
  const documents = 'SELECT key FROM documents WHERE id IN (SELECT value FROM json_each(?))';
  const gone = termsWhere(database, `id IN (SELECT key FROM chunks WHERE document IN (${documents}))`, list);
  const last = lastKey(database);
  const { changes } = database.prepare('DELETE FROM documents WHERE id IN (SELECT value FROM json_each(?))').run(list);
  if (Number(changes) > 0) rememberLastKey(database, last);
  subtractTerms(database, gone);
  return Number(changes);
}

/** Checked inside the transaction: two processes may have begun to fill a new collection with different models. */
function writeManifest(database: DatabaseSync, manifest: StoreManifest): void {
  const row = database.prepare(`SELECT value FROM manifest WHERE key = 'manifest'`).get();
  // Written below from a StoreManifest.
  const stored = row === undefined ? undefined : (JSON.parse(textIn(row, 'value')) as StoreManifest);
  if (
    stored?.embedModel !== undefined &&
    manifest.embedModel !== undefined &&
    stored.embedModel !== manifest.embedModel
  ) {
    throw new ProviderError('conflict', {
      message: `The collection is embedded with ${stored.embedModel}, not with ${manifest.embedModel}.`,
      hint: 'Leave embed_model out, or move the collection with rag_migrate.',
    });
  }
  if (
    stored?.dimensions !== undefined &&
    manifest.dimensions !== undefined &&
    stored.dimensions !== manifest.dimensions
  ) {
    throw new ProviderError('conflict', {
      message: `The collection's vectors have ${stored.dimensions} numbers, those of ${manifest.embedModel} now ${manifest.dimensions}.`,
      hint: 'The model or its server has changed: index into a new collection.',
    });
  }
  const merged: StoreManifest = {
    ...stored,
    ...manifest,
    embedModel: manifest.embedModel ?? stored?.embedModel,
    dimensions: manifest.dimensions ?? stored?.dimensions,
    languages: [...new Set([...(stored?.languages ?? []), ...manifest.languages])].sort(),
  };
  database.prepare(`INSERT OR REPLACE INTO manifest (key, value) VALUES ('manifest', ?)`).run(JSON.stringify(merged));
}
