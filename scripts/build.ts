// Bundles dist/: one small start file, everything else in chunks that load on first use; then the type declarations.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import packageJson from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Name in dist/ → source. Workers and programs are entries of their own, found beside the chunk that starts them. */
const entries: Readonly<Record<string, string>> = {
  cli: 'src/cli.ts',
  index: 'src/index.ts',
  langchain: 'src/langchain.ts',
  llamaindex: 'src/llamaindex.ts',
  'voice-host': 'src/voice-host.ts',
  'worker-host': 'src/core/worker-host.ts',
  'parse-worker': 'src/documents/parse-worker.ts',
  'picture-child': 'src/documents/picture-child.ts',
  'graph-worker': 'src/rag/graph/graph-worker.ts',
  'hnsw-worker': 'src/stores/sqlite/hnsw/hnsw-worker.ts',
  'math-worker': 'src/domain/math-worker.ts',
  'audio-worker': 'src/audio/audio-worker.ts',
  'whisper-decode': 'src/audio/whisper-decode.ts',
  'thumbnail-child': 'src/runtime/thumbnail-child.ts',
  'sherpa-child': 'src/local/recognise/sherpa-child.ts',
  'whisper-child': 'src/local/recognise/whisper-child.ts',
  'llama-child': 'src/local/llama/llama-child.ts',
  'flite-worker': 'src/local/flite/flite-worker.ts',
  'use-lite-worker': 'src/local/use-lite/use-lite-worker.ts',
};

/** Needed by the type declarations, and bundled all the same: it is on the way to the first reply. */
const BUNDLED = 'zod';
const external = [packageJson.dependencies, packageJson.optionalDependencies, packageJson.peerDependencies]
  .flatMap((packages) => Object.keys(packages))
  .filter((name) => name !== BUNDLED);

const START = [
  /\/src\/(?:app|version)\.ts$/,
  /\/src\/cli\/(?:main|serve|confine|options|usage-error)\.ts$/,
  /\/src\/config\/(?:load|environment|whole-environment|paths|settings)\.ts$/,
  /\/src\/observe\//,
  /\/src\/core\/(?:errors|money|nearest|secret|log|clock|tool|config|storage-error|state-place)\.ts$/,
  /\/src\/server\/(?!http|jwt|sse-legacy|web-bridge|bearer|sessions|drain|guards|event-store|resource-metadata|voice-|artifact-route|byte-range)/,
  /\/tools\/index\.generated\.ts$/,
];
const isOnTheWayToTheFirstReply = (id: string): boolean => START.some((pattern) => pattern.test(id));

const bundle = await rolldown({
  input: Object.fromEntries(
    Object.entries(entries)
      .map(([name, source]) => [name, join(root, source)] as const)
      .filter(([, source]) => existsSync(source)),
  ),
  platform: 'node',
  external: (id: string) => external.some((name) => id === name || id.startsWith(`${name}/`)),
});
rmSync(dist, { recursive: true, force: true });
await bundle.write({
  dir: dist,
  format: 'esm',
  minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
  entryFileNames: '[name].js',
  chunkFileNames: 'chunk-[name]-[hash].js',
  // What a stdio server loads before its first reply comes in one file: each further one costs as much as its parsing.
  codeSplitting: { groups: [{ name: 'start', test: isOnTheWayToTheFirstReply }] },
});
await bundle.close();
// The voice page runs in browsers as it is; the server reads it from beside its own chunk.
cpSync(join(root, 'src/server/voice-page'), join(dist, 'voice-page'), { recursive: true });
const cli = join(dist, 'cli.js');
if (existsSync(cli)) chmodSync(cli, 0o755);

const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (status !== 0) process.exitCode = 1;
