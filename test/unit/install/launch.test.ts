import { describe, expect, it } from 'vitest';
import { launchOf, type Running } from '../../../src/install/launch.ts';

const running = (more: Partial<Running> = {}): Running => ({
  platform: 'linux',
  node: '/usr/bin/node',
  script: '/srv/llmkit-mcp/dist/cli.js',
  version: '1.2.3',
  environment: {},
  exists: () => true,
  ...more,
});

describe('how a client starts the server', () => {
  it('names Node and the start file by their absolute paths', () => {
    expect(launchOf(running(), ['--tools', 'search'], { KEY: 'v' })).toEqual({
      command: '/usr/bin/node',
      args: ['/srv/llmkit-mcp/dist/cli.js', '--tools', 'search'],
      env: { KEY: 'v' },
    });
  });

  it('takes the link that outlives an upgrade of Homebrew', () => {
    const node = '/opt/homebrew/Cellar/node@24/24.21.0/bin/node';
    expect(launchOf(running({ platform: 'darwin', node }), [], {}).command).toBe('/opt/homebrew/opt/node@24/bin/node');
  });

  it('asks npx again where npx runs it, with Node on the PATH', () => {
    const script = '/home/ada/.npm/_npx/0123abcd/node_modules/llmkit-mcp/dist/cli.js';
    const environment = { npm_execpath: '/opt/node/lib/node_modules/npm/bin/npx-cli.js', PATH: '/usr/bin' };
    expect(launchOf(running({ node: '/opt/node/bin/node', script, environment }), ['--tools', 'all'], {})).toEqual({
      command: '/opt/node/bin/node',
      args: ['/opt/node/lib/node_modules/npm/bin/npx-cli.js', '--yes', 'llmkit-mcp@1.2.3', '--tools', 'all'],
      env: { PATH: '/opt/node/bin:/usr/bin' },
    });
  });

  it('does so on Windows too', () => {
    const script = 'C:\\Users\\ada\\AppData\\Local\\npm-cache\\_npx\\0123\\node_modules\\llmkit-mcp\\dist\\cli.js';
    const environment = { npm_execpath: 'C:\\node\\node_modules\\npm\\bin\\npm-cli.js', Path: 'C:\\Windows' };
    const launch = launchOf(running({ platform: 'win32', node: 'C:\\node\\node.exe', script, environment }), [], {});
    expect(launch.args[0]).toBe('C:\\node\\node_modules\\npm\\bin\\npx-cli.js');
    expect(launch.env).toEqual({ PATH: 'C:\\node;C:\\Windows' });
  });

  it('says how to get a lasting copy where npx is not found', () => {
    const script = '/home/ada/.npm/_npx/0123abcd/node_modules/llmkit-mcp/dist/cli.js';
    expect(() => launchOf(running({ script, exists: () => false }), [], {})).toThrow('cache of npx');
  });
});
