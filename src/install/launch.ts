import { posix, win32 } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { ProviderError } from '../core/errors.ts';
import type { Launch } from './client.ts';
import type { Platform } from './target.ts';

export type Running = {
  readonly platform: Platform;
  /** The Node that runs, and the start file that it runs, links resolved. */
  readonly node: string;
  readonly script: string;
  readonly version: string;
  readonly environment: Environment;
  readonly exists: (path: string) => boolean;
};

/**
 * How a client is to start this server. Programs that are started from a desktop know no version manager's PATH, so
 * nothing is looked up in one: Node and the start file stand there by their absolute paths.
 */
export function launchOf(running: Running, args: readonly string[], env: Launch['env']): Launch {
  const { platform, script, version, environment, exists } = running;
  const { join, dirname, delimiter } = platform === 'win32' ? win32 : posix;
  const node = stablePath(running.node);
  if (!/[/\\]_npx[/\\]/.test(script)) return { command: node, args: [script, ...args], env };
  // npx keeps what it runs in a cache that is emptied: the client asks npx again, which needs Node on its PATH.
  const npx = join(dirname(environment.npm_execpath ?? ''), 'npx-cli.js');
  if (!exists(npx)) {
    throw new ProviderError('unsupported', {
      message: 'This copy of the server stands in the cache of npx, and npx itself is not found.',
      hint: 'npm install --global llmkit-mcp, then run llmkit-mcp install again.',
    });
  }
  const path = environment.PATH ?? environment.Path;
  const PATH = [dirname(node), ...(path === undefined || path === '' ? [] : [path])].join(delimiter);
  return { command: node, args: [npx, '--yes', `llmkit-mcp@${version}`, ...args], env: { PATH, ...env } };
}

/** Homebrew names a folder after each version and removes the old one; its `opt` link stays. */
const stablePath = (node: string): string => node.replace(/\/Cellar\/([^/]+)\/[^/]+\/bin\//, '/opt/$1/bin/');
