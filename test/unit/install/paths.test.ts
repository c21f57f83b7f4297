import { describe, expect, it } from 'vitest';
import { clients } from '../../../src/install/clients/index.generated.ts';
import { type Platform, pathsOf } from '../../../src/install/target.ts';
import { verifies } from '../../requirements.ts';

const AT: Readonly<Record<Platform, { home: string; workingFolder: string }>> = {
  linux: { home: '/home/ada', workingFolder: '/projects/app' },
  darwin: { home: '/Users/ada', workingFolder: '/projects/app' },
  win32: { home: 'C:\\Users\\ada', workingFolder: 'D:\\app' },
};

function pathsFor(
  id: string,
  platform: Platform,
  { scope = 'user' as 'user' | 'project', environment = {} as Record<string, string> } = {},
): readonly string[] {
  const target = clients.find((client) => client.id === id)?.[scope];
  if (target === undefined) throw new Error(`${id} has no file of scope ${scope}.`);
  return pathsOf(target, { platform, environment, ...AT[platform] });
}

describe(verifies('install.every-platform'), () => {
  it.each([
    ['claude-desktop', 'darwin', '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json'],
    ['claude-desktop', 'win32', 'C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json'],
    ['claude-desktop', 'linux', '/home/ada/.config/Claude/claude_desktop_config.json'],
    ['claude-code', 'win32', 'C:\\Users\\ada\\.claude.json'],
    ['cursor', 'darwin', '/Users/ada/.cursor/mcp.json'],
    ['vscode', 'linux', '/home/ada/.config/Code/User/mcp.json'],
    ['vscode', 'darwin', '/Users/ada/Library/Application Support/Code/User/mcp.json'],
    ['vscode', 'win32', 'C:\\Users\\ada\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['vscode-insiders', 'linux', '/home/ada/.config/Code - Insiders/User/mcp.json'],
    ['windsurf', 'win32', 'C:\\Users\\ada\\.codeium\\windsurf\\mcp_config.json'],
    ['zed', 'linux', '/home/ada/.config/zed/settings.json'],
    ['zed', 'darwin', '/Users/ada/.config/zed/settings.json'],
    ['zed', 'win32', 'C:\\Users\\ada\\AppData\\Roaming\\Zed\\settings.json'],
    ['codex', 'linux', '/home/ada/.codex/config.toml'],
    ['goose', 'darwin', '/Users/ada/.config/goose/config.yaml'],
    ['goose', 'win32', 'C:\\Users\\ada\\AppData\\Roaming\\Block\\goose\\config\\config.yaml'],
    [
      'roo',
      'darwin',
      '/Users/ada/Library/Application Support/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json',
    ],
  ] as const)('finds the file of %s on %s', (id, platform, expected) => {
    expect(pathsFor(id, platform).at(-1)).toBe(expected);
  });

  it.each([
    ['claude-code', '/projects/app/.mcp.json', 'D:\\app\\.mcp.json'],
    ['vscode', '/projects/app/.vscode/mcp.json', 'D:\\app\\.vscode\\mcp.json'],
    ['codex', '/projects/app/.codex/config.toml', 'D:\\app\\.codex\\config.toml'],
  ])('finds the project’s file of %s', (id, onLinux, onWindows) => {
    expect(pathsFor(id, 'linux', { scope: 'project' })).toEqual([onLinux]);
    expect(pathsFor(id, 'win32', { scope: 'project' })).toEqual([onWindows]);
  });

  it.each([
    ['codex', 'linux', { CODEX_HOME: '/srv/codex' }, '/srv/codex/config.toml'],
    ['claude-code', 'linux', { CLAUDE_CONFIG_DIR: '/srv/claude' }, '/srv/claude/.claude.json'],
    ['cline', 'linux', { CLINE_MCP_SETTINGS_PATH: '/srv/cline.json' }, '/srv/cline.json'],
    ['vscode', 'linux', { XDG_CONFIG_HOME: '/srv/config' }, '/srv/config/Code/User/mcp.json'],
    ['vscode', 'linux', { XDG_CONFIG_HOME: 'relative' }, '/home/ada/.config/Code/User/mcp.json'],
    ['vscode', 'win32', { APPDATA: 'E:\\Roaming' }, 'E:\\Roaming\\Code\\User\\mcp.json'],
  ] as const)('follows the variables that move the file of %s on %s: %o', (id, platform, environment, expected) => {
    expect(pathsFor(id, platform, { environment }).at(-1)).toBe(expected);
  });

  it('prefers the file that Windows gives the packaged Claude Desktop', () => {
    expect(pathsFor('claude-desktop', 'win32')[0]).toBe(
      'C:\\Users\\ada\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
    );
  });
});

it('names each client once, with its documentation', () => {
  expect(new Set(clients.map(({ id }) => id)).size).toBe(clients.length);
  for (const { docs, user, project } of clients) {
    expect(docs).toMatch(/^https:\/\//);
    expect(user ?? project).toBeDefined();
  }
});
