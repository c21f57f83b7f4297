import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from '../../src/core/seeded.ts';
import { verifies } from '../requirements.ts';
import { damage, leftovers, storedVersions, wrongAnswers } from '../support/kill/faults.ts';
import {
  type Allowed,
  allowedAfter,
  type Operation,
  operationOf,
  SMALL,
  type Target,
  targetOf,
} from '../support/kill/plan.ts';
import { COLLECTION, type Server, startWorld, type World } from '../support/kill/world.ts';

/** `npm run test:kill` sets 50, and leaves the seed to chance. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 8);
const CHANCE = process.env.KILL_ROUNDS === undefined ? 1 : Math.floor(Math.random() * 1e9);
const SEED = Number(process.env.KILL_SEED ?? CHANCE);
const KINDS = ['index', 'update', 'delete', 'migrate'] as const;
const COPY = 'copy';
/** Whether the caller had heard of the end when the kill came. */
const [CUT, REPORTED] = ['before its report', 'after it'];
/** About how many signs a server gives while it does one: where the kill falls is drawn from them. */
const SIGNS = { index: 6, update: 6, delete: 2, migrate: 16 };

let world: World;
let server: Server;
let random: () => number;
let allowed: Allowed;
beforeEach(async () => {
  world = await startWorld();
  server = await world.open();
  random = seeded(SEED);
  allowed = new Map();
});
afterEach(async () => {
  await server.end();
  await world.close();
});

type Info = { readonly store: string; readonly embed_model: string };
async function infoOf(collection: string): Promise<Info> {
  const { text, structured } = await server.call('rag_collections', { collection });
  const [info] = (structured.collections ?? []) as readonly Info[];
  if (info === undefined) throw new Error(text);
  return info;
}

/** Kills the server during that work, at a moment drawn by chance, and starts another. */
async function killDuring(signs: number, ended: Promise<unknown>): Promise<void> {
  await server.kill(Math.floor(random() * signs), Math.floor(random() ** 2 * 1_500), ended);
  await setImmediate();
  const broken = damage(world, COLLECTION, false);
  expect(broken).toEqual([]);
  server = await world.open();
}

/** What stands in a collection now, which must be what may stand there and be found as it is. */
async function checked(collection: string, may: Allowed, note?: string): Promise<Allowed> {
  const versions = await storedVersions(server, collection);
  const impossible = [...versions].filter(([id, version]) => !(may.get(id) ?? new Set([0])).has(version));
  expect(impossible).toEqual([]);
  expect(await wrongAnswers(server, collection, { allowed: may, versions, note })).toEqual([]);
  return new Map([...versions].map(([id, version]) => [id, new Set([version])]));
}

async function operate(kind: 'index' | 'update' | 'replace' | 'delete', version: number): Promise<string> {
  const share = 0.2 + random() * 0.6;
  const lane = server.run([operationOf(kind, { random, version, stored: allowed, share })]);
  await killDuring(SIGNS[kind === 'replace' ? 'index' : kind], lane.ended);
  allowed = await checked(COLLECTION, allowedAfter(allowed, lane.operations, lane.lines));
  return lane.lines.includes('end 0') ? REPORTED : CUT;
}

const migrate = (target: Target) => server.call('rag_migrate', { collection: COLLECTION, ...target });

/** Moves the collection, or a copy of it, while documents are updated and deleted; goes on, or goes elsewhere, when it is killed. */
async function move(version: number): Promise<string> {
  const before = await infoOf(COLLECTION);
  const target = targetOf(random, { store: before.store, embedModel: before.embed_model }, COPY);
  const beside: readonly Operation[] =
    random() < 0.6
      ? (['update', 'delete', 'index'] as const).map((kind) =>
          operationOf(kind, { random, version, stored: allowed, share: 0.15 }),
        )
      : [];
  // Another client's server goes on when this one is killed.
  const other = random() < 0.5 ? await world.open() : undefined;
  let isReported = false;
  const moving = migrate(target).then(({ isError, text }) => {
    expect(isError ? text : '').toEqual('');
    isReported = true;
  });
  const lane = (other ?? server).run(beside);
  await killDuring(SIGNS.migrate, other === undefined ? Promise.all([moving, lane.ended]) : moving);
  if (other !== undefined) await lane.ended.then(() => other.end());
  const errors = lane.errors.filter((text) => !text.includes('is embedded with'));
  expect(errors).toEqual([]);
  allowed = await checked(COLLECTION, allowedAfter(allowed, beside, lane.lines));
  if (isReported) expect(await infoOf(target.name ?? COLLECTION)).toMatchObject(wanted(before, target));
  else if (target.name !== undefined) await halfCopyIsClosed(before, target);

  // Whoever goes on may have deleted something first, or want to go elsewhere by now.
  if (random() < 0.4) {
    const [gone = 'd1'] = [...allowed].filter(([, versions]) => !versions.has(0)).map(([id]) => id);
    await server.call('rag_delete', { collection: COLLECTION, documents: [gone] });
    allowed = new Map([...allowed, [gone, new Set([0])]]);
  }
  const now = await infoOf(COLLECTION);
  const next =
    random() < 0.3 && target.name === undefined
      ? targetOf(random, { store: now.store, embedModel: now.embed_model }, COPY)
      : target;
  const again = await migrate(next);
  // Finished before it was told, and the original went on: a copy of now is another copy.
  const isOld = next.name !== undefined && again.text.includes('a finished copy');
  if (isOld) await removeCopy();
  const { isError, text } = isOld ? await migrate(next) : again;
  expect(isError ? text : '').toEqual('');
  const moved = next.name ?? COLLECTION;
  expect(await infoOf(moved)).toMatchObject(wanted(next === target ? before : now, next));
  await checked(COLLECTION, allowed);
  if (moved === COPY) await checked(COPY, allowed);
  expect(moved === COPY ? damage(world, COPY, true) : []).toEqual([]);
  if (next.name === undefined) expect(damage(world, COLLECTION, true)).toEqual([]);
  return isReported ? REPORTED : CUT;
}

const wanted = (before: Info, target: Target) => ({
  store: target.store ?? before.store,
  embed_model: target.embed_model ?? before.embed_model,
});

async function isCopyListed(): Promise<boolean> {
  const { structured } = await server.call('rag_collections', {});
  return (structured.collections as readonly { readonly name: string }[]).some(({ name }) => name === COPY);
}

/** A copy that was not reported is not there, is finished all the same, or says that it is not. */
async function halfCopyIsClosed(before: Info, target: Target): Promise<void> {
  if (!(await isCopyListed())) return;
  const { isError, text } = await server.call('rag_search', { collection: COPY, query: 'word', mode: 'keyword' });
  if (isError) expect(text).toContain('not finished');
  else expect(await infoOf(COPY)).toMatchObject(wanted(before, target));
}

async function removeCopy(): Promise<void> {
  if (await isCopyListed()) await server.call('rag_delete', { collection: COPY });
}

/** Deletes all of the finished copy; killed meanwhile, it is there as a whole, or empty, or gone. */
async function removeCopyAndKill(): Promise<void> {
  if (!(await isCopyListed())) return;
  await killDuring(4, server.call('rag_delete', { collection: COPY }));
  if (await isCopyListed()) {
    const versions = await storedVersions(server, COPY);
    const isEmpty = [...versions.values()].every((version) => version === 0);
    // Its index went first: then that comes back, as it does when somebody else deletes it.
    if (!isEmpty) await checked(COPY, allowed, 'were put back');
  }
  await removeCopy();
}

describe(verifies('retrieval.killed'), () => {
  it(
    `holds over ${ROUNDS} kills of the server while it indexes, updates, deletes and migrates (KILL_SEED=${SEED})`,
    async () => {
      const first = operationOf('index', { random, version: 1, stored: allowed, share: 0.8 });
      const sources = first.documents.map(({ id }) => ({ id, text: `Document ${id}.` }));
      await server.call('rag_index', { collection: COLLECTION, sources, embed_model: SMALL });
      await server.run([first]).ended;
      allowed = await checked(COLLECTION, new Map(first.documents.map(({ id }) => [id, new Set([1])])));
      const told: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const kind = KINDS[round % KINDS.length] ?? 'index';
        const version = round + 2;
        const chosen = kind === 'index' && random() < 0.3 ? 'replace' : kind;
        const end = chosen === 'migrate' ? await move(version) : await operate(chosen, version);
        told.push(`${kind} killed ${end}`);
        await (random() < 0.5 ? removeCopyAndKill() : removeCopy());
        expect(leftovers(world), `after ${told.at(-1)}, kill ${round}`).toEqual([]);
      }
      expect(world.qdrant.problems).toEqual([]);
      process.stderr.write(`${ROUNDS} kills, KILL_SEED=${SEED}: ${summary(told)}\n`);
    },
    60_000 + ROUNDS * 15_000,
  );
});

const summary = (told: readonly string[]): string =>
  [...new Set(told)].map((kind) => `${told.filter((each) => each === kind).length} ${kind}`).join(', ');
