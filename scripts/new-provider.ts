// Writes the row of an OpenAI-compatible provider and everything that is generated from it.
// usage: npm run new-provider ID -- --url URL --docs URL --model MODEL [--name NAME] [--env VARIABLE]… [--embed MODEL] [--status ga]
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderRow } from './provider-row.ts';

const USAGE =
  'usage: npm run new-provider ID -- --url URL --docs URL --model MODEL [--name NAME] [--env VARIABLE]… [--embed MODEL] [--status ga]';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    docs: { type: 'string' },
    model: { type: 'string' },
    name: { type: 'string' },
    env: { type: 'string', multiple: true },
    embed: { type: 'string' },
    status: { type: 'string' },
  },
});
const [id] = positionals;
const { url, docs, model, name, env = [], embed, status } = values;
if (id === undefined || url === undefined || docs === undefined || model === undefined) {
  console.error(USAGE);
  process.exit(2);
}
const root = join(import.meta.dirname, '..');
const file = join(root, 'src', 'providers', `${id}.ts`);
try {
  const checked = new Date().toISOString().slice(0, 10);
  const row = renderRow({ id, name: name ?? id, docs, url, env, model, embed, status, checked });
  // `wx` refuses to write over a row that is there.
  writeFileSync(file, row, { flag: 'wx' });
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  process.exit(1);
}
console.log(`Wrote src/providers/${id}.ts`);
const generated = spawnSync(process.execPath, [join(root, 'scripts', 'generate.ts')], { stdio: 'inherit' });
process.exitCode = generated.status ?? 1;
