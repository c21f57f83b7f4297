// Refreshes src/config/catalogue/*.ts from a file of the shape of models.dev's api.json. Run by a maintainer, who reads
// the diff; a server never fetches it.
// usage: npm run sync-catalogue -- FILE|https://URL [--only openai,groq] [--dry-run]
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { modelFacts } from '../src/config/catalogue/index.generated.ts';
import { providers } from '../src/providers/index.generated.ts';
import { readSource, refreshedFacts, renderFacts } from './catalogue-source.ts';

/** What models.dev calls a provider whose id differs from ours. */
const NAMES_THERE: Readonly<Record<string, string>> = {
  'azure-openai': 'azure',
  bedrock: 'amazon-bedrock',
  fireworks: 'fireworks-ai',
  moonshot: 'moonshotai',
  together: 'togetherai',
  vertex: 'google-vertex',
};

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
});
const [from] = positionals;
if (from === undefined) throw new Error('Give a file or an https URL of the shape of https://models.dev/api.json.');

const source = readSource(JSON.parse(from.startsWith('https://') ? await download(from) : readFileSync(from, 'utf8')));
const only = values.only?.split(',');
const written: string[] = [];
for (const { id } of providers) {
  const known = modelFacts[id] ?? [];
  const models = source.get(NAMES_THERE[id] ?? id);
  if (models === undefined || only?.includes(id) === false) continue;
  const facts = refreshedFacts(known, models);
  const before = new Map(known.map((fact) => [fact.id, fact]));
  const changed = facts.filter(
    (fact) => before.has(fact.id) && !isDeepStrictEqual({ ...before.get(fact.id) }, { ...fact }),
  );
  console.log(
    `${id}: ${facts.length - known.length} new, ${changed.length} changed ${changed.map((fact) => fact.id).join(', ')}`,
  );
  if (values['dry-run']) continue;
  const path = join(root, 'src/config/catalogue', `${id}.ts`);
  const name = from.startsWith('https://') ? new URL(from).host : 'a models.dev file';
  writeFileSync(path, renderFacts(facts, { checked: new Date().toISOString().slice(0, 10), source: name }));
  written.push(path);
}
if (written.length > 0) {
  const biome = join(root, 'node_modules/.bin/biome');
  console.log('Read the diff, then run `npm run generate`.');
  process.exitCode = spawnSync(biome, ['check', '--write', ...written], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

async function download(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}.`);
  return answer.text();
}
