// Writes the MCPB bundle: what Claude Desktop and other hosts install by a double click. `--engines`: with embedded engines.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { bundleFiles } from './bundle-files.ts';
import { zipped } from './bundle-zip.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { engines: { type: 'boolean', default: false } } });

const files = await bundleFiles({ root, withEngines: values.engines });
const bytes = zipped(files);
const platform = values.engines ? `-${process.platform}-${process.arch}` : '';
const name = `${packageJson.name}-${packageJson.version}${platform}.mcpb`;
writeFileSync(join(root, name), bytes);

const megabytes = (size: number): string => `${(size / 1e6).toFixed(1)} MB`;
const unpacked = [...files.values()].reduce((sum, { length }) => sum + length, 0);
console.log(`${name}: ${megabytes(bytes.length)}, unpacked ${megabytes(unpacked)}, ${files.size} files`);
console.log(`sha256 ${createHash('sha256').update(bytes).digest('hex')}`);
