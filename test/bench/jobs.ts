// 1,000 jobs and ten kills, or as many as said: `node test/bench/jobs.ts [jobs] [kills] [seed]`. Exit 1 when a promise breaks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { weather } from '../support/job-storm.ts';

const [jobs = 1000, kills = 10, seed = 1] = process.argv.slice(2).map(Number);
const home = mkdtempSync(join(tmpdir(), 'llmkit-storm-'));
try {
  const pace = { createMs: 15, workMs: 4000, lookMs: 2 };
  const seen = await weather({ home, jobs, kills, seed, pace, deadlineMs: 1500, longestLifeMs: 1600, atOnce: 200 });
  console.log({ seed, jobs, ...seen });
  const isKept = seen.begunTwice.length === 0 && seen.unfinishedRows === 0 && seen.otherwise.length === 0;
  if (!isKept || seen.succeeded + seen.unknown !== jobs) process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}
