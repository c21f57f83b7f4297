/**
 * One entry a version, applied in order and never edited once released: `user_version` counts how many were applied.
 * Every table begins with the tenant. Times are milliseconds since 1970, money is integer micro-dollars.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE ledger (
    tenant TEXT NOT NULL,
    run_id TEXT NOT NULL PRIMARY KEY,
    call_id TEXT NOT NULL,
    session TEXT NOT NULL,
    at INTEGER NOT NULL,
    tool TEXT NOT NULL,
    model TEXT NOT NULL,
    usage TEXT NOT NULL,
    cost_micro INTEGER,
    charged_micro INTEGER NOT NULL,
    ms INTEGER NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ledger_by_time ON ledger (tenant, at);
  CREATE TABLE spent (
    tenant TEXT NOT NULL,
    period TEXT NOT NULL,
    micro INTEGER NOT NULL,
    PRIMARY KEY (tenant, period)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE reservation (
    tenant TEXT NOT NULL,
    run_id TEXT NOT NULL PRIMARY KEY,
    session TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    micro INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX reservation_by_tenant ON reservation (tenant, expires_at);
  `,
  `
  CREATE TABLE artifact (
    tenant TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    extension TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    duration_s REAL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, sha256, extension)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX artifact_by_file ON artifact (sha256, extension, bytes);
  CREATE INDEX artifact_by_use ON artifact (used_at);
  `,
  `
  CREATE TABLE job (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    tool TEXT NOT NULL,
    arguments TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status TEXT NOT NULL,
    progress REAL,
    steps TEXT NOT NULL,
    sent TEXT NOT NULL,
    result TEXT,
    error TEXT,
    note TEXT,
    delivered INTEGER NOT NULL DEFAULT 0,
    cancel_asked INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    elapsed_ms INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX job_running ON job (tenant, fingerprint) WHERE status IN ('queued', 'running');
  CREATE INDEX job_by_request ON job (tenant, fingerprint, created_at);
  CREATE INDEX job_by_owner ON job (owner) WHERE status IN ('queued', 'running');
  CREATE INDEX job_by_time ON job (updated_at);
  CREATE TABLE job_worker (
    owner TEXT NOT NULL PRIMARY KEY,
    beat INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // What all files of artifacts take together, kept as they come and go: to count them all for each new one would hold up
  // the live sound of the same process.
  `
  CREATE TABLE artifact_room (bytes INTEGER NOT NULL) STRICT;
  INSERT INTO artifact_room SELECT COALESCE(SUM(bytes), 0)
    FROM (SELECT MAX(bytes) AS bytes FROM artifact GROUP BY sha256, extension);
  CREATE TRIGGER artifact_added AFTER INSERT ON artifact
    WHEN (SELECT COUNT(*) FROM artifact WHERE sha256 = NEW.sha256 AND extension = NEW.extension) = 1
    BEGIN UPDATE artifact_room SET bytes = bytes + NEW.bytes; END;
  CREATE TRIGGER artifact_removed AFTER DELETE ON artifact
    WHEN NOT EXISTS (SELECT 1 FROM artifact WHERE sha256 = OLD.sha256 AND extension = OLD.extension)
    BEGIN UPDATE artifact_room SET bytes = bytes - OLD.bytes; END;
  `,
  `
  ALTER TABLE artifact ADD COLUMN thumbnail TEXT;
  ALTER TABLE artifact ADD COLUMN is_thumbnail INTEGER NOT NULL DEFAULT 0;
  `,
  // Room is made along it for each new file, and what is pinned would be in the way each time.
  `
  DROP INDEX artifact_by_use;
  CREATE INDEX artifact_by_use ON artifact (used_at) WHERE pinned = 0;
  `,
];
