// Writes everything that is generated from the code; `--check` only says what is out of date (exit 1).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderIndexes } from './generate-indexes.ts';
import { renderPages } from './generate-pages.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const stale: string[] = [];

function put(path: string, text: string): void {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  stale.push(path);
  if (isCheck) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

for (const [path, text] of renderIndexes(root)) put(path, text);
put('resources/pages.generated.ts', await renderPages(root));

// What reads the registries is imported only now that their indexes are fresh.
const { renderManifest } = await import('./generate-manifest.ts');
for (const [path, text] of await renderManifest()) put(path, text);
const { renderDocs } = await import('./generate-docs.ts');
for (const [path, text] of renderDocs()) put(path, text);
const { renderPackages } = await import('./generate-packages.ts');
for (const [path, text] of renderPackages(root)) put(path, text);

if (stale.length > 0) console.log(`${isCheck ? 'Out of date, run `npm run generate`' : 'Wrote'}: ${stale.join(', ')}`);
if (isCheck && stale.length > 0) process.exitCode = 1;
