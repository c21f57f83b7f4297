import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createArtifacts } from '../../../src/runtime/artifacts.ts';
import { openState } from '../../../src/runtime/state.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { temporaryFolder } from './pipeline.ts';

const me = { principal: { tenant: 'local', subject: 'local' } };
const KILO = 1000;
const kilo = (fill: number): Uint8Array => new Uint8Array(KILO).fill(fill);

function artifactsFor(files: number) {
  const home = temporaryFolder();
  const clock = createFakeClock();
  const state = openState({ home, clock });
  onTestFinished(() => state.close());
  const config = { home, artifactBytes: files * KILO, artifactDays: 30 };
  const artifacts = createArtifacts({ config, clock, state });
  const listed = async (): Promise<readonly string[]> => (await artifacts.list(me, 100)).map(({ uri }) => uri);
  return { artifacts, clock, listed, folder: join(home, 'artifacts') };
}

/** Saves one after the other, each used later than the one before it. */
async function saveEach({ artifacts, clock }: ReturnType<typeof artifactsFor>, fills: number): Promise<string[]> {
  const uris: string[] = [];
  for (let fill = 0; fill < fills; fill++) {
    uris.push((await artifacts.save(kilo(fill), {}, me)).uri);
    await clock.advance(1);
  }
  return uris;
}

const filesOf = (uris: readonly string[]): readonly string[] =>
  uris.map((uri) => uri.slice('artifact://'.length)).sort();

describe('the room for artifacts', () => {
  it('is used to the last byte: a new one takes the place of the oldest and of no other', async () => {
    const parts = artifactsFor(10);
    const uris = await saveEach(parts, 25);
    expect(filesOf(await parts.listed())).toEqual(filesOf(uris.slice(-10)));
    expect(readdirSync(parts.folder).sort()).toEqual(filesOf(uris.slice(-10)));
  });

  it('is made for many that come at the same moment', async () => {
    const parts = artifactsFor(10);
    const uris = await saveEach(parts, 10);
    const latest = await Promise.all([30, 31, 32, 33].map((fill) => parts.artifacts.save(kilo(fill), {}, me)));
    const expected = filesOf([...uris.slice(4), ...latest.map(({ uri }) => uri)]);
    expect(filesOf(await parts.listed())).toEqual(expected);
    expect(readdirSync(parts.folder).sort()).toEqual(expected);
  });

  it('is not made of what is pinned or new, however little is left', async () => {
    const parts = artifactsFor(2);
    const uris = await saveEach(parts, 2);
    for (const uri of uris) await parts.artifacts.pin(uri, true, me);
    const { uri } = await parts.artifacts.save(kilo(2), {}, me);
    expect(filesOf(await parts.listed())).toEqual(filesOf([...uris, uri]));
  });
});
