import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifies } from '../requirements.ts';
import { weather } from '../support/job-storm.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-storm-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe(verifies('jobs.exactly-once'), () => {
  it.each([11, 23])('60 jobs, four kills, seed %i', { timeout: 60_000 }, async (seed) => {
    const jobs = 60;
    const pace = { createMs: 15, workMs: 1500, lookMs: 2 };
    const seen = await weather({
      home,
      jobs,
      kills: 4,
      seed,
      pace,
      deadlineMs: 600,
      longestLifeMs: 900,
      atOnce: 20,
    });
    expect(seen).toMatchObject({ begunTwice: [], doubleLooks: 0, unfinishedRows: 0, otherwise: [], rows: jobs });
    expect(seen.succeeded + seen.unknown).toBe(jobs);
    // Only what was being asked for at a kill, 16 requests at once, can be unknown.
    expect(seen.unknown).toBeLessThanOrEqual(16 * seen.kills);
    expect(seen.succeeded).toBeGreaterThan(0);
    expect(seen.ledgerRows).toBe(seen.succeeded);
    expect(seen.kills).toBeGreaterThan(0);
  });
});
