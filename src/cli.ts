#!/usr/bin/env node
// The start file. It must parse on any Node, so that an old one gets a sentence instead of a stack trace;
// everything else loads after the version is known.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const REQUIRED = { major: 22, minor: 19 };

function isNodeRecent(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > REQUIRED.major || (major === REQUIRED.major && minor >= REQUIRED.minor);
}

/** The Node of the checkout, which `npm ci` brings as a development dependency. */
function checkoutNode(): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = fileURLToPath(new URL(`../node_modules/node/bin/${name}`, import.meta.url));
  return existsSync(path) ? path : undefined;
}

/** Runs the same command on a newer Node, with the same streams, signals and exit code. */
async function startAgainOn(node: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
}

if (isNodeRecent()) {
  module.enableCompileCache?.();
  const { main } = await import('./cli/main.ts');
  await main(process.argv.slice(2));
} else {
  const node = checkoutNode();
  if (node === undefined) {
    process.stderr.write(
      `llmkit-mcp needs Node ${REQUIRED.major}.${REQUIRED.minor} or newer; this is ${process.versions.node}.\n`,
    );
    process.exitCode = 1;
  } else {
    await startAgainOn(node);
  }
}
