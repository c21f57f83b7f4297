import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { seeded } from '../../src/core/seeded.ts';
import { openState } from '../../src/runtime/state.ts';
import { openRedisState } from '../../src/runtime/state-redis.ts';
import { type FilmVendor, startFilmVendor, type VendorPace } from './film-vendor.ts';

const SERVER = join(import.meta.dirname, '..', 'fixtures', 'film-server.ts');

export type Storm = {
  readonly home: string;
  readonly jobs: number;
  readonly kills: number;
  readonly seed: number;
  readonly pace: VendorPace;
  readonly deadlineMs: number;
  /** Between the start of a server and its death, at most. */
  readonly longestLifeMs: number;
  /** Where the servers share their state; a file of `home` when absent. */
  readonly stateUrl?: string;
  /** Prompts that one server is given at once. */
  readonly atOnce: number;
};

export type Weathered = {
  readonly kills: number;
  readonly succeeded: number;
  /** Ended because nobody knows whether the provider took the work. */
  readonly unknown: number;
  readonly otherwise: readonly string[];
  readonly begun: number;
  readonly begunTwice: readonly string[];
  readonly doubleLooks: number;
  readonly rows: number;
  readonly unfinishedRows: number;
  readonly ledgerRows: number;
  readonly seconds: number;
};

type Structured = {
  readonly status?: string;
  readonly artifact?: { readonly uri: string };
  readonly error?: { readonly code: string };
};

/**
 * Asks a server for films, kills it at random moments, starts another on the same state and asks again for what was not
 * answered, as clients do, until all are.
 */
export async function weather(storm: Storm): Promise<Weathered> {
  const { home, jobs, kills, seed, atOnce, longestLifeMs, deadlineMs, stateUrl } = storm;
  const random = seeded(seed);
  const started = performance.now();
  const vendor = await startFilmVendor(storm.pace);
  const answers = new Map<string, Structured>();
  const prompts = Array.from({ length: jobs }, (_, index) => `film number ${index}`);
  let killed = 0;
  try {
    while (answers.size < jobs) {
      const lifeMs = killed < kills ? 150 + random() * longestLifeMs : undefined;
      killed += await oneLife({ home, stateUrl, vendor, deadlineMs, atOnce, lifeMs, prompts, answers });
    }
    return {
      ...count(answers),
      ...(await books(vendor, home, stateUrl)),
      kills: killed,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await vendor.close();
  }
}

type Life = Pick<Storm, 'home' | 'stateUrl' | 'deadlineMs' | 'atOnce'> & {
  readonly vendor: FilmVendor;
  readonly lifeMs: number | undefined;
  readonly prompts: readonly string[];
  readonly answers: Map<string, Structured>;
};

/** Resolves with 1 when the server was killed, 0 when all was answered before. */
function oneLife({ home, stateUrl, vendor, deadlineMs, atOnce, lifeMs, prompts, answers }: Life): Promise<number> {
  return new Promise((resolve, reject) => {
    const args = [
      '--no-warnings',
      SERVER,
      home,
      vendor.url,
      String(deadlineMs),
      ...(stateUrl === undefined ? [] : [stateUrl]),
    ];
    const child: ChildProcess = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const waiting = prompts.filter((prompt) => !answers.has(prompt));
    let timer: NodeJS.Timeout | undefined;
    const ask = (): void => {
      const next = waiting.shift();
      if (next !== undefined) child.stdin?.write(`${next}\n`);
    };
    child.stdin?.on('error', () => undefined);
    if (child.stdout === null) throw new Error('The child has an output.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') {
        for (let index = 0; index < atOnce; index++) ask();
        if (lifeMs !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), lifeMs);
        return;
      }
      const [prompt = '', json = '{}'] = line.split('\t');
      const result = JSON.parse(json) as Structured; // checked by what is expected of it
      // A job that goes on is asked for again, as a client does after its time is up.
      const isBusy = result.error?.code === 'overloaded';
      if (isBusy || (result.artifact === undefined && result.error === undefined)) waiting.push(prompt);
      else answers.set(prompt, result);
      // Who is told that there is too much to do comes back a little later.
      if (isBusy) setTimeout(ask, 50);
      else ask();
      if (answers.size === prompts.length) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(answers.size === prompts.length ? 0 : 1);
    });
  });
}

function count(answers: ReadonlyMap<string, Structured>) {
  const codes = [...answers.values()].flatMap(({ error }) => error?.code ?? []);
  return {
    succeeded: [...answers.values()].filter(({ artifact }) => artifact !== undefined).length,
    unknown: codes.filter((code) => code === 'conflict').length,
    otherwise: codes.filter((code) => code !== 'conflict'),
  };
}

/** What the vendor and the state have written down. */
async function books({ creates, doubleLooks }: FilmVendor, home: string, stateUrl: string | undefined) {
  const clock = systemClock;
  const state =
    stateUrl === undefined
      ? openState({ home, clock })
      : await openRedisState({ url: stateUrl, clock, log: silentLog });
  const number = (sql: string): Promise<number> =>
    state.read((database) => Number(database.prepare(sql).get()?.n ?? 0));
  try {
    return {
      begun: creates.size,
      begunTwice: [...creates].filter(([, times]) => times > 1).map(([prompt]) => prompt),
      doubleLooks,
      rows: await number('SELECT COUNT(*) AS n FROM job'),
      unfinishedRows: await number("SELECT COUNT(*) AS n FROM job WHERE status IN ('queued', 'running')"),
      ledgerRows: await number("SELECT COUNT(*) AS n FROM ledger WHERE outcome = 'ok'"),
    };
  } finally {
    state.close();
  }
}
