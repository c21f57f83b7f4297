import type { DatabaseSync } from 'node:sqlite';
import type { ArtifactName } from '../core/artifact.ts';
import { prepared } from './prepared.ts';

/** What is known of one tenant's artifact. Tenants with the same content have a row each and share the file. */
export type ArtifactRow = ArtifactName & {
  readonly tenant: string;
  readonly mimeType: string;
  readonly bytes: number;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly durationS?: number | undefined;
  /** The file name of its thumbnail. */
  readonly thumbnail?: string | undefined;
  /** True for what was made to stand for another one only. */
  readonly isThumbnail?: boolean;
  readonly usedAt: number;
};

type Sql = Readonly<Record<string, unknown>>;

const optional = (value: unknown): number | undefined => (value === null ? undefined : Number(value));

const rowOf = (row: Sql): ArtifactRow => ({
  tenant: String(row.tenant),
  sha256: String(row.sha256),
  extension: String(row.extension),
  mimeType: String(row.mime_type),
  bytes: Number(row.bytes),
  width: optional(row.width),
  height: optional(row.height),
  durationS: optional(row.duration_s),
  thumbnail: row.thumbnail === null ? undefined : String(row.thumbnail),
  usedAt: Number(row.used_at),
});

const nameOf = (row: Sql): ArtifactName => ({ sha256: String(row.sha256), extension: String(row.extension) });

/** Made again, it counts as used now, and what is newly known of it replaces what was. */
export function insertRow(database: DatabaseSync, row: ArtifactRow): void {
  prepared(
    database,
    `INSERT INTO artifact
       (tenant, sha256, extension, mime_type, bytes, width, height, duration_s, is_thumbnail, created_at, used_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET
       mime_type = excluded.mime_type, used_at = excluded.used_at,
       width = COALESCE(excluded.width, width), height = COALESCE(excluded.height, height),
       duration_s = COALESCE(excluded.duration_s, duration_s),
       is_thumbnail = MIN(excluded.is_thumbnail, is_thumbnail)`,
  ).run(
    row.tenant,
    row.sha256,
    row.extension,
    row.mimeType,
    row.bytes,
    row.width ?? null,
    row.height ?? null,
    row.durationS ?? null,
    Number(row.isThumbnail ?? false),
    row.usedAt,
    row.usedAt,
  );
}

/** The tenant's row; without an extension the one used last. */
export function findRow(
  database: DatabaseSync,
  tenant: string,
  { sha256, extension }: Partial<ArtifactName> & Pick<ArtifactName, 'sha256'>,
): ArtifactRow | undefined {
  const row = prepared(
    database,
    `SELECT * FROM artifact WHERE tenant = ? AND sha256 = ? AND extension = COALESCE(?, extension)
     ORDER BY used_at DESC LIMIT 1`,
  ).get(tenant, sha256, extension ?? null);
  return row === undefined ? undefined : rowOf(row);
}

/** Every tenant's row of one file. */
export const rowsOfFile = (database: DatabaseSync, { sha256, extension }: ArtifactName): readonly ArtifactRow[] =>
  prepared(database, 'SELECT * FROM artifact WHERE sha256 = ? AND extension = ?').all(sha256, extension).map(rowOf);

export const listRows = (database: DatabaseSync, tenant: string, limit: number): readonly ArtifactRow[] =>
  prepared(
    database,
    'SELECT * FROM artifact WHERE tenant = ? AND is_thumbnail = 0 ORDER BY created_at DESC, sha256 LIMIT ?',
  )
    .all(tenant, limit)
    .map(rowOf);

export function touchRow(database: DatabaseSync, row: ArtifactRow, now: number): void {
  prepared(database, 'UPDATE artifact SET used_at = ? WHERE tenant = ? AND sha256 = ? AND extension = ?').run(
    now,
    row.tenant,
    row.sha256,
    row.extension,
  );
}

export function pinRow(database: DatabaseSync, row: ArtifactRow, isPinned: boolean): void {
  prepared(database, 'UPDATE artifact SET pinned = ? WHERE tenant = ? AND sha256 = ? AND extension = ?').run(
    Number(isPinned),
    row.tenant,
    row.sha256,
    row.extension,
  );
}

/** Makes one artifact of a tenant the thumbnail of another one. */
export function setThumbnail(
  database: DatabaseSync,
  { tenant, sha256, extension }: ArtifactRow,
  thumbnail: string,
): void {
  prepared(database, 'UPDATE artifact SET thumbnail = ? WHERE tenant = ? AND sha256 = ? AND extension = ?').run(
    thumbnail,
    tenant,
    sha256,
    extension,
  );
}

/** Forgets a file for all tenants. */
export function deleteFileRows(database: DatabaseSync, { sha256, extension }: ArtifactName): void {
  prepared(database, 'DELETE FROM artifact WHERE sha256 = ? AND extension = ?').run(sha256, extension);
}

/** Forgets what was not used since, and returns the files that nobody has a row of any more. */
export function deleteUnusedSince(database: DatabaseSync, since: number): readonly ArtifactName[] {
  const gone = prepared(
    database,
    'DELETE FROM artifact WHERE pinned = 0 AND used_at < ? RETURNING sha256, extension',
  ).all(since);
  const names = new Map(gone.map(nameOf).map((name) => [`${name.sha256}.${name.extension}`, name]));
  return [...names.values()].filter((name) => rowsOfFile(database, name).length === 0);
}

/** What all files take together, shared ones counted once. */
export function totalBytes(database: DatabaseSync): number {
  const row = prepared(database, 'SELECT bytes FROM artifact_room').get();
  return Number(row?.bytes);
}

/** The file that nobody pinned and whose last use by anybody is longest ago, `besides` left alone. */
export function oldestFile(database: DatabaseSync, besides: readonly ArtifactName[]): ArtifactName | undefined {
  const rows = prepared(
    database,
    // Along the index, and no further than to the first: there may be many.
    `SELECT sha256, extension FROM artifact AS oldest
     WHERE pinned = 0 AND NOT EXISTS (
       SELECT 1 FROM artifact AS other WHERE other.sha256 = oldest.sha256 AND other.extension = oldest.extension
         AND (other.pinned = 1 OR other.used_at > oldest.used_at))
     ORDER BY used_at, sha256, extension`,
  ).iterate();
  for (const row of rows) {
    const name = nameOf(row);
    if (!besides.some(({ sha256, extension }) => name.sha256 === sha256 && name.extension === extension)) return name;
  }
  return undefined;
}
