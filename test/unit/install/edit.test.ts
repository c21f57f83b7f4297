import { describe, expect, it } from 'vitest';
import { edit, read } from '../../../src/install/edit.ts';
import { inJson, inToml, inYaml } from '../../../src/install/target.ts';
import { verifies } from '../../requirements.ts';

const json = inJson('{home}/a.json', ['mcpServers']);
const nested = inJson('{home}/a.json', ['mcp', 'servers'], { olderAt: ['mcp'] });
const toml = inToml('{home}/a.toml', ['mcp_servers']);
const yaml = inYaml('{home}/a.yaml', ['extensions']);
const list = inYaml('{home}/a.yaml', ['mcpServers'], { isList: true });
const ENTRY = { command: '/usr/bin/node', args: ['/srv/cli.js', 'a "b", c'], env: { KEY: 'v' } };

const WITH_COMMENTS = `// My settings
{
    "theme": "dark", // at night
    "mcpServers": {
        /* the first */
        "other": { "command": "x", "args": ["--a", "b"] } // keep it
        // the end
    },
    "list": [1,2,  3],
}
`;

describe(verifies('install.keeps-the-rest'), () => {
  it('adds to JSON with comments, and touches nothing else', async () => {
    const { text, did } = await edit(WITH_COMMENTS, json, 'llmkit', { command: 'n', args: [] });
    expect(did).toBe('added');
    expect(text).toBe(`// My settings
{
    "theme": "dark", // at night
    "mcpServers": {
        /* the first */
        "other": { "command": "x", "args": ["--a", "b"] }, // keep it
        // the end
        "llmkit": {
            "command": "n",
            "args": []
        }
    },
    "list": [1,2,  3],
}
`);
  });

  it.each([
    ['JSON with comments', json, WITH_COMMENTS],
    ['JSON with tabs and CRLF', json, '{\r\n\t"mcpServers": {\r\n\t\t"other": {},\r\n\t},\r\n}\r\n'],
    ['JSON with a byte order mark', json, '\uFEFF{\n  "a": 1,\n  "mcpServers": {\n    "b": {},\n  }\n}\n'],
    [
      'TOML',
      toml,
      '# mine\nmodel = "m" # good\n\n[mcp_servers.other]\ncommand = """\n[mcp_servers.llmkit]\n"""\nargs = [\n  "-y", # yes\n]\n\n[mcp_servers.other.env]\nA = "1"\n\n[[hooks]]\nat = 2026-01-02T03:04:05Z\n',
    ],
    ['TOML with no other server', toml, 'a = 1 # one\n'],
    ['TOML with lists of tables', toml, '[[hooks]]\na = 1\n\n[[hooks]]\na = 2\n'],
    [
      'YAML',
      yaml,
      '# mine\nmodel: m # good\nextensions:\n  # first\n  other:\n    args: ["-y", \'x\']\n    env:\n      - a\n\nlast: |\n  a\n  b\n',
    ],
    ['YAML with flat lists', list, 'mcpServers:\n- name: other\n  command: x # keep\n- name: more\n  args:\n  - a\n'],
  ])('leaves %s as it was, when the entry goes again', async (_, target, before) => {
    const added = await edit(before, target, 'llmkit', { name: 'llmkit', ...ENTRY });
    expect(added.did).toBe('added');
    expect(await read(added.text, target, 'llmkit')).toEqual({ name: 'llmkit', ...ENTRY });
    const removed = await edit(added.text, target, 'llmkit', undefined);
    expect(removed).toMatchObject({ text: before, did: 'removed' });
  });

  it.each([
    ['JSON', json, ''],
    ['JSON', json, '{}'],
    ['JSON', json, '{"a":1}'],
    ['JSON', json, '{\n  // nothing yet\n}\n'],
    ['JSON', json, '{"mcpServers":{}}'],
    ['JSON', json, '{"mcpServers":null,"b":2}'],
    ['JSON', nested, '{ "mcp": {} }'],
    ['TOML', toml, ''],
    ['TOML', toml, 'a = 1'],
    ['TOML', toml, '[mcp_servers]\n'],
    ['YAML', yaml, ''],
    ['YAML', yaml, 'extensions:\n'],
    ['YAML', yaml, 'extensions: {}\n'],
    ['YAML', list, 'a: 1\n'],
    ['YAML', list, 'mcpServers: []\n'],
  ])('adds to %s that holds no servers: %#', async (_, target, before) => {
    const { text } = await edit(before, target, 'llmkit', { name: 'llmkit', ...ENTRY });
    expect(await read(text, target, 'llmkit')).toEqual({ name: 'llmkit', ...ENTRY });
    expect((await edit(text, target, 'llmkit', { name: 'llmkit', ...ENTRY })).did).toBe('same');
  });

  it('keeps what a client or its user added to the entry, and the variables written before', async () => {
    const own = { command: 'old', args: [], disabled: true, env: { A: '1', KEY: 'old' } };
    const { text } = await edit(JSON.stringify({ mcpServers: { llmkit: own } }), json, 'llmkit', ENTRY);
    expect(await read(text, json, 'llmkit')).toEqual({ ...ENTRY, disabled: true, env: { A: '1', KEY: 'v' } });
  });

  it('keeps nothing of a command where an address takes its place', async () => {
    const remote = { url: 'http://127.0.0.1:3000/mcp' };
    const { text } = await edit(JSON.stringify({ mcpServers: { llmkit: ENTRY } }), json, 'llmkit', remote);
    expect(await read(text, json, 'llmkit')).toEqual(remote);
  });

  it.each([
    ['JSON', json, '{"mcpServers":{"llmkit":{"command":"old"},"z":{}}}'],
    ['TOML of a table', toml, '[mcp_servers.llmkit]\ncommand = "old"\n[mcp_servers.llmkit.env]\nA = "1"\n[z]\na = 1\n'],
    ['TOML of one line', toml, '[mcp_servers]\nllmkit = { command = "old" }\nz = { command = "z" }\n'],
    ['TOML of a dotted key', toml, 'mcp_servers.llmkit.command = "old"\nmcp_servers.llmkit.args = []\nz = 1\n'],
    ['YAML', yaml, 'extensions:\n  llmkit:\n    cmd: old\n  z: {}\n'],
    ['YAML of a list', list, 'mcpServers:\n  - name: llmkit\n    command: old\n  - name: z\n'],
  ])('changes the entry in %s', async (_, target, before) => {
    const { text, did } = await edit(before, target, 'llmkit', { name: 'llmkit', ...ENTRY });
    expect(did).toBe('changed');
    expect(await read(text, target, 'llmkit')).toMatchObject({ name: 'llmkit', ...ENTRY });
    expect(text).toContain('z');
  });

  it('writes beside entries of an older version as those are written', async () => {
    const { text } = await edit('{"mcp":{"other":{}}}', nested, 'llmkit', ENTRY);
    expect(JSON.parse(text)).toEqual({ mcp: { other: {}, llmkit: ENTRY } });
  });

  it('escapes what a name or a path may hold', async () => {
    const entry = { command: 'C:\\Program Files\\"node"\u007f', args: ['ü\n'], 'a key': { 'x.y': '1' } };
    const { text } = await edit('', toml, 'llmkit', entry);
    expect(await read(text, toml, 'llmkit')).toEqual(entry);
  });
});

describe(verifies('install.broken-file'), () => {
  it.each([
    ['JSON', json, '{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3'],
    ['JSON that stops', json, '{"mcpServers": {', 'not valid JSON'],
    ['TOML', toml, 'a = 1\na = 2\n', 'not valid TOML'],
    ['TOML of a later version', toml, 'a = { b = 1, }\n', 'line 1'],
    ['YAML', yaml, 'a: [1\nb: 2\n', 'not valid YAML'],
  ])('says where %s is broken', async (_, target, text, expected) => {
    await expect(edit(text, target, 'llmkit', ENTRY)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(expected),
    });
  });

  it.each([
    ['a list at the top', json, '[]'],
    ['servers that are a list', json, '{"mcpServers":[]}'],
    ['servers that are a text', toml, 'mcp_servers = "none"\n'],
    ['servers by name where a list belongs', list, 'mcpServers:\n  a: {}\n'],
    ['servers that stand there twice', json, '{"mcpServers":{"a":{}},"mcpServers":{"b":{}},"mcpServers":1}'],
  ])('refuses %s', async (_, target, text) => {
    await expect(edit(text, target, 'llmkit', ENTRY)).rejects.toMatchObject({ code: 'conflict' });
  });
});
