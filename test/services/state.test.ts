import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { createBudget } from '../../src/runtime/budget.ts';
import { createLedger } from '../../src/runtime/ledger.ts';
import type { State } from '../../src/runtime/state.ts';
import { openRedisState } from '../../src/runtime/state-redis.ts';
import { createCli } from '../cli.ts';
import { testConfig } from '../config.ts';
import { verifies } from '../requirements.ts';
import { weather } from '../support/job-storm.ts';
import { freePort, startServer } from '../support/vector/process.ts';

/** A `redis-server`. */
const program = process.env.LLMKIT_TEST_REDIS;

describe.runIf(program)('the state that servers share through Redis', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let port: number;
  let opened: State[] = [];

  const start = async () => {
    const [command = '', ...before] = (program ?? '').split(' ');
    const args = [...before, '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    server = await startServer(command, args, port);
  };
  const open = async (database = 0): Promise<State> => {
    const url = `redis://127.0.0.1:${port}/${database}`;
    const state = await openRedisState({ url, clock: systemClock, log: silentLog });
    opened.push(state);
    return state;
  };
  const spend = (state: State, micro: number, tenant = 't') =>
    state.write((database) =>
      database
        .prepare(
          `INSERT INTO spent (tenant, period, micro) VALUES (?, 'day', ?)
           ON CONFLICT (tenant, period) DO UPDATE SET micro = micro + excluded.micro`,
        )
        .run(tenant, micro),
    );
  const spent = async (state: State, tenant = 't'): Promise<number> =>
    Number(
      (await state.read((database) => database.prepare('SELECT micro FROM spent WHERE tenant = ?').get(tenant)))
        ?.micro ?? 0,
    );

  beforeAll(async () => {
    port = await freePort();
    await start();
  });
  afterAll(() => server.stop());
  afterEach(() => {
    for (const state of opened) state.close();
    opened = [];
  });

  it(verifies('state.shared'), async () => {
    const [one, two] = [await open(), await open()];
    await spend(one, 5);
    expect(await spent(two)).toBe(5);
    await spend(two, 7);
    expect(await spent(one)).toBe(12);
    expect(await spent(await open())).toBe(12);
  });

  it('loses nothing of what many write at once', async () => {
    const states = await Promise.all([open(1), open(1), open(1), open(1)]);
    await Promise.all(states.flatMap((state) => Array.from({ length: 50 }, () => spend(state, 1))));
    expect(await Promise.all(states.map((state) => spent(state)))).toEqual([200, 200, 200, 200]);
  });

  it('takes back what fails half-way', async () => {
    const [one, two] = [await open(2), await open(2)];
    await spend(one, 1);
    const failing = one.write((database) => {
      database.exec("UPDATE spent SET micro = 99 WHERE tenant = 't'");
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await spend(two, 1);
    expect([await spent(one), await spent(two)]).toEqual([2, 2]);
  });

  it('holds a budget over all servers', async () => {
    const parts = { config: testConfig({ home: '', budget: { day: 1000 } }), clock: systemClock };
    const states = await Promise.all([open(3), open(3)]);
    const asks = Array.from({ length: 20 }, (_, index) => {
      const budget = createBudget({ ...parts, state: states[index % 2] ?? states[0] });
      const spender = { tenant: 't', session: `s${index % 2}`, runId: `run-${index}` };
      return budget.reserve(budget.limits(undefined), spender, { cost: 100, charged: 0, forMs: 60_000 }).then(
        () => 'passed',
        (error: { readonly code?: string }) => error.code,
      );
    });
    const outcomes = await Promise.all(asks);
    expect(outcomes.filter((outcome) => outcome === 'passed')).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'budget_exceeded')).toHaveLength(10);
  });

  it('gives a server that comes late all of it, in a sum', async () => {
    const one = await open(4);
    const ledger = createLedger({ clock: systemClock, state: one });
    const usage = { input: 1, output: 1, note: 'x'.repeat(20_000) };
    for (let call = 0; call < 120; call++) {
      const record = {
        callId: `c${call}`,
        tool: 'chat',
        model: 'a/b',
        usage,
        costMicroUsd: 1,
        chargedMicroUsd: 1,
        ms: 1,
        outcome: 'ok',
      };
      await ledger.record(record, { tenant: 't', session: 's', runId: `r${call}` });
    }
    const late = createLedger({ clock: systemClock, state: await open(4) });
    expect((await late.list({ limit: 5 }, 't')).totalMicroUsd).toBe(120);
  });

  it('goes on when another server dies with the lock', async () => {
    const one = await open(5);
    await spend(one, 1);
    const holder = spawn(
      process.execPath,
      [join(import.meta.dirname, '../fixtures/state-holder.ts'), `redis://127.0.0.1:${port}/5`],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    await spend(one, 1);
    expect(await spent(one)).toBe(2);
  }, 30_000);

  it('says so while Redis is away, and goes on with what it has when it comes back empty', async () => {
    const [one, two] = [await open(6), await open(6)];
    await spend(one, 3);
    expect(await spent(two)).toBe(3);
    await server.stop();
    await expect(spend(one, 1)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('LLMKIT_STATE_URL'),
    });
    await start();
    await expect
      .poll(
        () =>
          spend(one, 1).then(
            () => 'written',
            () => 'away',
          ),
        { timeout: 10_000 },
      )
      .toBe('written');
    await expect.poll(() => spent(two).catch(() => 0), { timeout: 10_000 }).toBe(4);
  }, 30_000);

  it('lets any server answer for what another one did', async () => {
    const environment = { LLMKIT_STATE_URL: `redis://127.0.0.1:${port}/7` };
    const [one, two] = [createCli(environment), createCli(environment)];
    const ranked = await one.run(['call', 'rerank', '{"query":"tea","passages":["tea","coal"]}', '--json']);
    const listed = await two.run(['call', 'list_calls', '{}', '--json']);
    one.remove();
    two.remove();
    const { call_id } = JSON.parse(ranked.stdout);
    expect(JSON.parse(listed.stdout).calls).toMatchObject([{ id: call_id, tool: 'rerank' }]);
  });

  it('loses and doubles no job when the servers that run it are killed', async () => {
    const home = mkdtempSync(join(tmpdir(), 'llmkit-storm-'));
    const pace = { createMs: 15, workMs: 1500, lookMs: 2 };
    const stateUrl = `redis://127.0.0.1:${port}/8`;
    const storm = {
      home,
      stateUrl,
      jobs: 30,
      kills: 3,
      seed: 5,
      pace,
      deadlineMs: 600,
      longestLifeMs: 1200,
      atOnce: 10,
    };
    const seen = await weather(storm).finally(() => rmSync(home, { recursive: true, force: true }));
    expect(seen).toMatchObject({ begunTwice: [], doubleLooks: 0, unfinishedRows: 0, otherwise: [], rows: 30 });
    expect(seen.succeeded + seen.unknown).toBe(30);
    expect(seen.ledgerRows).toBe(seen.succeeded);
    expect(seen.succeeded).toBeGreaterThan(0);
  }, 60_000);

  it('says that a Redis which is not there cannot be reached', async () => {
    const gone = openRedisState({
      url: `redis://user:canary@127.0.0.1:${await freePort()}`,
      clock: systemClock,
      log: silentLog,
    });
    await expect(gone).rejects.toMatchObject({ code: 'network', message: expect.not.stringContaining('canary') });
  }, 15_000);
});
