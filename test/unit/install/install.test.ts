import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../src/install/install.ts';
import { ChangedMeanwhile, find, save } from '../../../src/install/save.ts';
import { inJson, type Surroundings } from '../../../src/install/target.ts';
import { token, variables } from '../../../src/install/variables.ts';
import { verifies } from '../../requirements.ts';

const target = inJson('{home}/client/mcp.json', ['mcpServers']);
const ENTRY = { command: 'node', args: ['cli.js'] };

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-install-'));
  file = join(home, 'client', 'mcp.json');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const surroundings = (): Surroundings => ({ platform: 'linux', home, workingFolder: home, environment: {} });
const put = (entry: typeof ENTRY | undefined) =>
  install({ target, surroundings: surroundings(), name: 'llmkit', entry, mode: 0o600, stamp: () => 'then' });
const write = (text: string, mode = 0o640): void => {
  mkdirSync(join(home, 'client'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
};
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('writing a client’s file', () => {
  it('makes the file and its folder, for the user’s eyes only', async () => {
    expect(await put(ENTRY)).toMatchObject({ path: file, did: 'added', backup: undefined });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ mcpServers: { llmkit: ENTRY } });
    expect(modeOf(file)).toBe(0o600);
  });

  it('keeps the mode, and lays a copy of what was there beside it', async () => {
    write('{"a":1}');
    expect(await put(ENTRY)).toMatchObject({ path: file, did: 'added', backup: `${file}.backup-then` });
    expect(readFileSync(`${file}.backup-then`, 'utf8')).toBe('{"a":1}');
    expect([modeOf(file), modeOf(`${file}.backup-then`)]).toEqual([0o640, 0o640]);
    expect(readdirSync(join(home, 'client')).sort()).toEqual(['mcp.json', 'mcp.json.backup-then']);
  });

  it('writes nothing a second time', async () => {
    await put(ENTRY);
    expect(await put(ENTRY)).toMatchObject({ path: file, did: 'same', backup: undefined });
    expect(readdirSync(join(home, 'client'))).toEqual(['mcp.json']);
  });

  it('has nothing to take out of a file that is not there', async () => {
    expect((await put(undefined)).did).toBe('same');
    expect(readdirSync(home)).toEqual([]);
  });

  it('writes to where a link leads, and leaves the link', async () => {
    const kept = join(home, 'dotfiles.json');
    writeFileSync(kept, '{}');
    mkdirSync(join(home, 'client'));
    symlinkSync(kept, file);
    await put(ENTRY);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ mcpServers: { llmkit: ENTRY } });
  });

  it(verifies('install.broken-file'), async () => {
    write('{ "mcpServers": ');
    await expect(put(ENTRY)).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining(file) });
    expect(readFileSync(file, 'utf8')).toBe('{ "mcpServers": ');
    expect(readdirSync(join(home, 'client'))).toEqual(['mcp.json']);
  });

  it('does not write over what the client wrote in between', async () => {
    write('{"a":1}');
    const found = await find(file);
    writeFileSync(file, '{"a":2}');
    await expect(save(found, '{}', { mode: 0o600, stamp: 'then' })).rejects.toBeInstanceOf(ChangedMeanwhile);
    expect(readFileSync(file, 'utf8')).toBe('{"a":2}');
    expect(readdirSync(join(home, 'client'))).toEqual(['mcp.json']);
  });

  it('says which file cannot be used', async () => {
    writeFileSync(join(home, 'client'), 'a file where a folder should be');
    await expect(put(ENTRY)).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining(file) });
  });
});

describe(verifies('install.no-keys'), () => {
  const referring = { name: 'A', reference: (variable: string) => `<${variable}>` };
  const environment = { KEY: 'canary' };

  it('writes this shell’s value into the user’s own file', () => {
    expect(variables(['KEY', 'B=a=b'], { client: referring, scope: 'user', environment })).toEqual({
      env: { KEY: 'canary', B: 'a=b' },
      secrets: ['canary', 'a=b'],
    });
  });

  it('writes a reference into a file that is shared', () => {
    expect(variables(['KEY'], { client: referring, scope: 'project', environment })).toEqual({
      env: { KEY: '<KEY>' },
      secrets: [],
    });
  });

  it.each([
    ['a shared file of a client that cannot refer', ['KEY'], 'project', 'shared'],
    ['a variable that is not set', ['OTHER'], 'user', 'OTHER is not set'],
    ['what is no name', ['9=1'], 'user', 'no name'],
  ] as const)('refuses %s', (_, texts, scope, expected) => {
    expect(() => variables(texts, { client: { name: 'A' }, scope, environment })).toThrow(expected);
  });

  it('gives a client that reads the variable itself nothing but its name', () => {
    const client = { name: 'A', readsTokenVariable: true };
    expect(token('KEY', { client, scope: 'user', environment })).toEqual({ secrets: [] });
  });
});
