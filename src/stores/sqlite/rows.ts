import type { SQLOutputValue } from 'node:sqlite';
import type { ParsedDocument } from '../../core/document.ts';
import type { ChunkRecord, MovingChunk, StoredDocument } from '../../core/store.ts';

export type Row = Record<string, SQLOutputValue>;

/** A column that the schema declares TEXT NOT NULL. */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`column ${column} holds no text`);
  return value;
}

/** A column that the schema declares INTEGER or REAL. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new Error(`column ${column} holds no number`);
  return value;
}

// The casts: these columns are written from values of exactly these types, by `write.ts` alone.
const metadataIn = (row: Row) => JSON.parse(textIn(row, 'metadata')) as Record<string, unknown>;
const pagesIn = (row: Row) => JSON.parse(textIn(row, 'pages')) as ParsedDocument['pages'];

export const documentOf = (row: Row): StoredDocument => ({
  id: textIn(row, 'id'),
  source: textIn(row, 'source'),
  text: textIn(row, 'text'),
  mimeType: textIn(row, 'mime_type'),
  pages: pagesIn(row),
  metadata: metadataIn(row),
  contentHash: textIn(row, 'content_hash'),
  settingsHash: textIn(row, 'settings_hash'),
});

export const chunkOf = (row: Row): ChunkRecord => ({
  id: textIn(row, 'id'),
  ordinal: numberIn(row, 'ordinal'),
  start: numberIn(row, 'start'),
  end: numberIn(row, 'end'),
  page: row.page === null ? undefined : numberIn(row, 'page'),
  text: textIn(row, 'text'),
  document: textIn(row, 'document'),
  source: textIn(row, 'source'),
  metadata: metadataIn(row),
});

export const movingChunkOf = (row: Row): MovingChunk => ({
  ...chunkOf(row),
  context: row.context === null ? undefined : textIn(row, 'context'),
  contentHash: textIn(row, 'content_hash'),
});
