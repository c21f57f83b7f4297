// Runs the vector stores against real servers. Those that are not here are fetched into a cache folder once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The last bindings that run on glibc 2.34; 1.0.6 and later need 2.38. */
const CHROMA = 'chromadb-js-bindings-linux-x64-gnu@1.0.3';
/** The newest whose platform packages are all on the registry. */
const LANCEDB = '@lancedb/lancedb@0.31.0';
/** Vector sets came with Redis 8, which this release of Debian has. */
const SUITE = 'trixie';

const root = join(import.meta.dirname, '..');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'llmkit-mcp', 'services');
const missing: string[] = [];

function run(command: string, args: readonly string[], folder: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 300_000 });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
}

/** A folder that `fill` made whole, now or before; `undefined`, said aloud, when it cannot be had. */
function cached(name: string, fill: (folder: string) => void): string | undefined {
  const folder = join(cache, name.replaceAll(/[^a-z0-9.]+/giu, '-'));
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    console.log(`Fetching ${name} …`);
    fill(draft);
    renameSync(draft, folder);
    return folder;
  } catch (error) {
    missing.push(`${name} (${error instanceof Error ? error.message : error})`);
    return undefined;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const installed = (name: string): string | undefined =>
  cached(name, (folder) => {
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', name], folder);
  });

/** The machine's own Debian mirror. */
function mirror(): string {
  const folder = '/etc/apt/sources.list.d';
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const text = ['/etc/apt/sources.list', ...files]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const found = /^(?:URIs:|deb(?:\s+\[.*?\])?)\s*(https?:\/\/\S*debian\/?)(?:\s|$)/mu.exec(text)?.[1];
  if (found === undefined) throw new Error('no Debian mirror is configured');
  return found;
}

/** Redis and what it links against, unpacked into a folder of their own: nothing of the system changes. */
function unpackRedis(folder: string): void {
  for (const name of ['etc', 'lists/partial', 'cache/archives/partial', 'root']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'status'), '');
  const source = `Types: deb\nURIs: ${mirror()}\nSuites: ${SUITE}\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`;
  writeFileSync(join(folder, 'etc', 'suite.sources'), source);
  const settings = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': join(folder, 'etc'),
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::State::status': join(folder, 'status'),
    'APT::Sandbox::User': 'root',
    'Debug::NoLocking': '1',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  run('apt-get', [...options, 'update', '-qq'], folder);
  run('apt-get', [...options, '-y', '-qq', '-d', '--no-install-recommends', 'install', 'redis-server'], folder);
  const archives = join(folder, 'cache', 'archives');
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    run('dpkg', ['-x', join(archives, name), join(folder, 'root')], folder);
  }
  for (const name of ['lists', 'cache']) rmSync(join(folder, name), { recursive: true, force: true });
}

/** The command of a Redis 8, with the loader and libraries that it was built against. */
function redisCommand(): string | undefined {
  const folder = cached(`redis-${SUITE}`, unpackRedis);
  if (folder === undefined) return undefined;
  const libraries = join(folder, 'root', 'usr', 'lib', 'x86_64-linux-gnu');
  return `${join(libraries, 'ld-linux-x86-64.so.2')} --library-path ${libraries} ${join(folder, 'root', 'usr', 'bin', 'redis-server')}`;
}

const isLinux = process.platform === 'linux' && process.arch === 'x64';
const chroma = isLinux ? installed(CHROMA) : undefined;
const redis = process.env.LLMKIT_TEST_REDIS ?? (isLinux ? redisCommand() : undefined);
const lancedb = installed(LANCEDB);
if (!isLinux) missing.push('Chroma and Redis (their servers are fetched for Linux on x64 only)');

const environment = {
  ...process.env,
  LLMKIT_TEST_SERVICES: '1',
  ...(chroma && { LLMKIT_TEST_CHROMA: join(chroma, 'node_modules', CHROMA.slice(0, CHROMA.lastIndexOf('@'))) }),
  ...(redis && { LLMKIT_TEST_REDIS: redis }),
  ...(lancedb && { LLMKIT_TEST_LANCEDB: lancedb }),
};
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'services'], {
  cwd: root,
  env: environment,
  stdio: 'inherit',
});
for (const what of missing) console.error(`LEFT OUT, because it could not be had: ${what}`);
process.exitCode = status ?? 1;
