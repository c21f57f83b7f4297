import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

const TABLE = `
  CREATE TABLE IF NOT EXISTS contexts (
    tenant TEXT NOT NULL, collection TEXT NOT NULL, document TEXT NOT NULL, hash TEXT NOT NULL, context TEXT NOT NULL,
    PRIMARY KEY (tenant, collection, document, hash)
  ) WITHOUT ROWID;
`;
const BUSY_MS = 10_000;

export type Owner = { readonly tenant: string; readonly collection: string };

/**
 * What models wrote about chunks, so that nobody pays for it twice: not after a crash, nor for the chunks of a document that
 * stayed as they were. It says what documents say, so it goes with them.
 */
export type ContextCache = {
  get(owner: Owner, document: string, hash: string): Promise<string | undefined>;
  put(owner: Owner, document: string, hash: string, context: string): Promise<void>;
  /** Gives another collection what was written for this one, beside its own. */
  copy(owner: Owner, collection: string): Promise<void>;
  /** Forgets what was written about a document, but for the hashes that are `kept`. */
  prune(owner: Owner, document: string, kept: readonly string[]): Promise<void>;
  /** Forgets the documents, or all of the collection. Costs nothing where nothing was ever kept. */
  forget(owner: Owner, documents?: readonly string[]): Promise<void>;
  close(): void;
};

/** A cache in `<home>/collections/contexts.sqlite`, beside the tenants' folders, whose names have no dot. */
export function createContextCache(home: string): ContextCache {
  const file = join(home, 'collections', 'contexts.sqlite');
  let opened: DatabaseSync | undefined;
  const database = async (): Promise<DatabaseSync> => {
    if (opened !== undefined) return opened;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const { DatabaseSync: Database } = await import('node:sqlite');
    opened ??= new Database(file, { timeout: BUSY_MS });
    opened.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLE}`);
    return opened;
  };
  return {
    async get({ tenant, collection }, document, hash) {
      if (!existsSync(file)) return undefined;
      const row = (await database())
        .prepare('SELECT context FROM contexts WHERE tenant = ? AND collection = ? AND document = ? AND hash = ?')
        .get(tenant, collection, document, hash);
      return typeof row?.context === 'string' ? row.context : undefined;
    },
    async put({ tenant, collection }, document, hash, context) {
      (await database())
        .prepare('INSERT OR REPLACE INTO contexts (tenant, collection, document, hash, context) VALUES (?, ?, ?, ?, ?)')
        .run(tenant, collection, document, hash, context);
    },
    async copy({ tenant, collection }, other) {
      if (!existsSync(file)) return;
      (await database())
        .prepare(
          `INSERT OR IGNORE INTO contexts (tenant, collection, document, hash, context)
          SELECT tenant, ?, document, hash, context FROM contexts WHERE tenant = ? AND collection = ?`,
        )
        .run(other, tenant, collection);
    },
    async prune({ tenant, collection }, document, kept) {
      (await database())
        .prepare(
          `DELETE FROM contexts WHERE tenant = ? AND collection = ? AND document = ?
          AND hash NOT IN (SELECT value FROM json_each(?))`,
        )
        .run(tenant, collection, document, JSON.stringify(kept));
    },
    async forget({ tenant, collection }, documents) {
      if (!existsSync(file)) return;
      const only = documents === undefined ? '' : 'AND document IN (SELECT value FROM json_each(?))';
      (await database())
        .prepare(`DELETE FROM contexts WHERE tenant = ? AND collection = ? ${only}`)
        .run(tenant, collection, ...(documents === undefined ? [] : [JSON.stringify(documents)]));
    },
    close() {
      opened?.close();
      opened = undefined;
    },
  };
}
