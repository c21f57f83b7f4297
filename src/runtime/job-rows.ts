import type { DatabaseSync } from 'node:sqlite';
import { ERROR_CODES, ProviderError } from '../core/errors.ts';
import type { Job, JobStatus, JobStep, ToolOutput } from '../core/job.ts';
import { prepared } from './prepared.ts';

/** A job as it is kept. */
export type JobRow = Job & {
  readonly tenant: string;
  readonly subject: string;
  readonly arguments: unknown;
  readonly fingerprint: string;
  readonly steps: Readonly<Record<string, JobStep>>;
  /** Models that were sent a request that costs and cannot be asked after. */
  readonly sent: readonly string[];
  readonly owner: string | undefined;
  readonly elapsedMs: number;
};

type Row = Readonly<Record<string, unknown>>;

const ACTIVE = "('queued', 'running')";

/** Fails with SQLite's constraint error while the same request of the tenant runs. */
export function insertJob(database: DatabaseSync, row: JobRow): void {
  prepared(
    database,
    `INSERT INTO job (tenant, id, subject, tool, arguments, fingerprint, status, progress, steps, sent, owner,
       elapsed_ms, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    row.tenant,
    row.id,
    row.subject,
    row.tool,
    JSON.stringify(row.arguments ?? {}),
    row.fingerprint,
    row.status,
    row.progress ?? null,
    JSON.stringify(row.steps),
    JSON.stringify(row.sent),
    row.owner ?? null,
    Math.round(row.elapsedMs),
    row.createdAt,
    row.updatedAt,
  );
}

export const findJob = (database: DatabaseSync, tenant: string, id: string): JobRow | undefined =>
  rowOf(prepared(database, 'SELECT * FROM job WHERE tenant = ? AND id = ?').get(tenant, id));

/**
 * The job that answers the same request: one that runs, one that took too long and can be looked at again, or one that ended
 * unseen, with a result or in a way that may be billed.
 */
export const findSame = (database: DatabaseSync, tenant: string, fingerprint: string): JobRow | undefined =>
  rowOf(
    prepared(
      database,
      `SELECT * FROM job WHERE tenant = ? AND fingerprint = ?
         AND (status IN ${ACTIVE} OR (delivered = 0 AND (status = 'succeeded' OR error GLOB '{"code":"conflict"*'
                OR error GLOB '{"code":"unavailable"*'))
              OR (status = 'failed' AND steps <> '{}' AND error GLOB '{"code":"timeout"*'))
       ORDER BY created_at DESC LIMIT 1`,
    ).get(tenant, fingerprint),
  );

/** Runs it again. False when another process was faster. */
export const reopenJob = (database: DatabaseSync, id: string, owner: string, now: number): boolean =>
  changed(
    prepared(
      database,
      `UPDATE job SET status = 'running', error = NULL, elapsed_ms = 0, delivered = 0, owner = ?, updated_at = ?
       WHERE id = ? AND status = 'failed'`,
    ).run(owner, now, id),
  );

/** Ends it once: false when it has ended already, or belongs to another process by now. */
export function endJob(
  database: DatabaseSync,
  {
    id,
    owner,
    status,
    result,
    error,
    now,
  }: Ending & { readonly id: string; readonly owner: string; readonly now: number },
): boolean {
  return changed(
    prepared(
      database,
      `UPDATE job SET status = ?, result = ?, error = ?, progress = COALESCE(?, progress), owner = NULL, updated_at = ?
       WHERE id = ? AND owner = ? AND status IN ${ACTIVE}`,
    ).run(
      status,
      result === undefined ? null : JSON.stringify(result),
      error === undefined ? null : errorText(error),
      status === 'succeeded' ? 1 : null,
      now,
      id,
      owner,
    ),
  );
}

export type Ending = {
  readonly status: Exclude<JobStatus, 'queued' | 'running'>;
  readonly result?: ToolOutput;
  readonly error?: ProviderError;
};

export function writeSteps(
  database: DatabaseSync,
  {
    id,
    status,
    owner,
    steps,
    sent,
    now,
  }: Pick<JobRow, 'id' | 'status' | 'steps' | 'sent'> & { readonly owner: string; readonly now: number },
): boolean {
  return changed(
    prepared(
      database,
      `UPDATE job SET status = ?, steps = ?, sent = ?, updated_at = ? WHERE id = ? AND owner = ? AND status IN ${ACTIVE}`,
    ).run(status, JSON.stringify(steps), JSON.stringify(sent), now, id, owner),
  );
}

export function writeProgress(database: DatabaseSync, id: string, owner: string, progress: number): void {
  prepared(database, 'UPDATE job SET progress = ? WHERE id = ? AND owner = ?').run(progress, id, owner);
}

export function markDelivered(database: DatabaseSync, id: string): void {
  prepared(database, "UPDATE job SET delivered = 1 WHERE id = ? AND status NOT IN ('queued', 'running')").run(id);
}

/** Asks whoever runs it to end it. */
export function askCancel(database: DatabaseSync, id: string, note: string): void {
  prepared(
    database,
    `UPDATE job SET cancel_asked = 1, note = COALESCE(note, ?) WHERE id = ? AND status IN ${ACTIVE}`,
  ).run(note, id);
}

export function writeNote(database: DatabaseSync, id: string, note: string): void {
  prepared(database, 'UPDATE job SET note = ? WHERE id = ?').run(note, id);
}

/** Forgets jobs that ended before `before`. */
export function expireJobs(database: DatabaseSync, before: number): void {
  prepared(database, `DELETE FROM job WHERE updated_at < ? AND status NOT IN ${ACTIVE}`).run(before);
}

/** What an owner runs by the record, and which of it somebody wants ended. */
export const ownedJobs = (
  database: DatabaseSync,
  owner: string,
): readonly { readonly id: string; readonly isCancelAsked: boolean }[] =>
  prepared(database, `SELECT id, cancel_asked FROM job WHERE owner = ? AND status IN ${ACTIVE}`)
    .all(owner)
    .map((row) => ({ id: String(row.id), isCancelAsked: row.cancel_asked === 1 }));

/** Everybody who runs something, with the count of their signs of life. Nobody's jobs have the owner ''. */
export const listOwners = (database: DatabaseSync): readonly { readonly owner: string; readonly beat: number }[] =>
  prepared(
    database,
    `SELECT DISTINCT COALESCE(job.owner, '') AS owner, COALESCE(job_worker.beat, -1) AS beat
     FROM job LEFT JOIN job_worker ON job_worker.owner = job.owner WHERE job.status IN ${ACTIVE}`,
  )
    .all()
    .map((row) => ({ owner: String(row.owner), beat: Number(row.beat) }));

/** Makes at most `limit` jobs of one owner another's. */
export function claimJobs(database: DatabaseSync, from: string, to: string, limit: number): readonly JobRow[] {
  const rows = prepared(
    database,
    `SELECT * FROM job WHERE COALESCE(owner, '') = ? AND status IN ${ACTIVE} ORDER BY created_at LIMIT ?`,
  ).all(from, limit);
  const claim = prepared(database, 'UPDATE job SET owner = ? WHERE id = ?');
  for (const row of rows) claim.run(to, String(row.id));
  if (rows.length < limit) prepared(database, 'DELETE FROM job_worker WHERE owner = ?').run(from);
  return rows.flatMap((row) => rowOf(row) ?? []);
}

export function releaseJobs(database: DatabaseSync, owner: string): void {
  prepared(database, 'UPDATE job SET owner = NULL WHERE owner = ?').run(owner);
  prepared(database, 'DELETE FROM job_worker WHERE owner = ?').run(owner);
}

/** A sign of life, with the time that its jobs went on since the last one. */
export function writeBeat(database: DatabaseSync, owner: string, sinceMs: number, now: number): void {
  prepared(
    database,
    `INSERT INTO job_worker (owner, beat, at) VALUES (?, 0, ?)
     ON CONFLICT (owner) DO UPDATE SET beat = beat + 1, at = excluded.at`,
  ).run(owner, now);
  prepared(database, `UPDATE job SET elapsed_ms = elapsed_ms + ? WHERE owner = ? AND status IN ${ACTIVE}`).run(
    Math.round(sinceMs),
    owner,
  );
}

const changed = ({ changes }: { readonly changes: number | bigint }): boolean => Number(changes) > 0;

function rowOf(row: Row | undefined): JobRow | undefined {
  if (row === undefined) return undefined;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const progress = typeof row.progress === 'number' ? row.progress : undefined;
  return {
    tenant: String(row.tenant),
    id: String(row.id),
    subject: String(row.subject),
    tool: String(row.tool),
    // Our own columns, written from these types by `insertJob`, `writeSteps` and `endJob`.
    arguments: JSON.parse(String(row.arguments)),
    steps: JSON.parse(String(row.steps)) as JobRow['steps'],
    sent: JSON.parse(String(row.sent)) as JobRow['sent'],
    ...(typeof row.result === 'string' && { result: JSON.parse(row.result) as ToolOutput }),
    ...(typeof row.error === 'string' && { error: errorOf(row.error) }),
    fingerprint: String(row.fingerprint),
    status: row.status as JobStatus, // as above
    ...(progress !== undefined && { progress }),
    ...(typeof row.note === 'string' && { note: row.note }),
    owner: text(row.owner),
    elapsedMs: Number(row.elapsed_ms),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}

function errorText({ code, message, provider, status, retryAfterMs, hint }: ProviderError): string {
  return JSON.stringify({ code, message, provider, status, retryAfterMs, hint });
}

function errorOf(text: string): ProviderError {
  // Written by `errorText`; a code of a newer version is `internal` here.
  const { code, ...details } = JSON.parse(text) as { readonly code: string; readonly message: string };
  return new ProviderError(ERROR_CODES.find((known) => known === code) ?? 'internal', details);
}
