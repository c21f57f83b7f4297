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
];
