import { type ClientDefinition, SCOPES } from '../src/install/client.ts';
import { clients } from '../src/install/clients/index.generated.ts';
import { pathsOf, type Target } from '../src/install/target.ts';

const on = (target: Target, platform: 'linux' | 'darwin' | 'win32', home: string): string =>
  pathsOf(target, {
    platform,
    home,
    workingFolder: '',
    environment: { APPDATA: '%APPDATA%', LOCALAPPDATA: '%LOCALAPPDATA%' },
  }).at(-1) ?? '';

/** The file on Linux, and on the others where they differ in more than the home folder's name. */
function filesOf(target: Target): string {
  const [linux, mac, windows] = [
    on(target, 'linux', '~'),
    on(target, 'darwin', '~'),
    on(target, 'win32', '%USERPROFILE%'),
  ];
  const alike = windows.replaceAll('\\', '/').replace('%USERPROFILE%', '~') === linux;
  const texts = [
    `\`${linux}\``,
    ...(mac === linux ? [] : [`macOS \`${mac}\``]),
    ...(alike ? [] : [`Windows \`${windows}\``]),
    ...(target.movedBy === undefined ? [] : [`or where \`${target.movedBy.variable}\` says`]),
  ];
  return texts.join(', ');
}

const rowsOf = (client: ClientDefinition): readonly string[] =>
  SCOPES.flatMap((scope) => {
    const target = client[scope];
    if (target === undefined) return [];
    const url = client.remote === undefined ? 'no' : 'yes';
    return [`| [${client.name}](${client.docs}) | \`${client.id}\` | ${scope} | ${filesOf(target)} | ${url} |`];
  });

/** The page on clients: how the command is used, and a row for each client's file. */
export const clientsPage = (note: string): string => `${note}
# Add the server to a client

\`\`\`sh
node dist/cli.js install cursor                        # writes it into Cursor's file
node dist/cli.js install cursor --env OPENAI_API_KEY   # with this shell's key
node dist/cli.js install vscode --scope project        # into .vscode/mcp.json of this folder
node dist/cli.js install codex --print                 # only shows what it would write
node dist/cli.js install cursor --remove               # takes it out again
node dist/cli.js install                               # every client, its file, and whether the server stands in it
\`\`\`

\`\`\`text
Added "llmkit" in /home/you/.cursor/mcp.json
This shell has OPENAI_API_KEY. Not written: --env OPENAI_API_KEY does that, for a client that does not see this shell.
Switch it on in the MCP settings of Cursor.
\`\`\`

Only the entry is written: comments, order and everything else in the file stay. The file as it was before is copied
beside it (\`.backup-\` and the time), the new one takes its place in one step with the same permissions, and a second
run changes nothing. What you or the client added to the entry, variables among it, stays until you \`--remove\` it. A
file that cannot be read is left alone, and you are told which line is wrong.

The entry names Node and the server by their full paths, because a program that you start from the desktop does not
know your shell's \`PATH\`. Run \`install\` again after you move either. Started by \`npx\`, it writes an entry that asks npx
again, for the same version. Programs that the server looks for, such as ffmpeg, are looked for in the client's own
\`PATH\`; \`--env PATH\` writes yours.

## A bundle, by a double click

Claude Desktop and other hosts of [MCPB](https://github.com/anthropics/mcpb) install a bundle: open it with them, and choose
the folders it may read, a folder for results, and keys if you have any. They need Node 22.19 or newer, theirs or yours.

\`\`\`sh
npm run bundle                # the same for every platform
npm run bundle -- --engines   # with what embeds, speaks and reads pictures with no key, for this platform
\`\`\`

\`\`\`text
llmkit-mcp-0.1.0.mcpb: 8.9 MB, unpacked 24.5 MB, 2531 files
sha256 3e6a50296983eedec05185c760d8aded3348ed2f1a1d02508fd626d533d2183c

llmkit-mcp-0.1.0-linux-x64.mcpb: 103.3 MB, unpacked 204.0 MB, 2873 files
sha256 6db54b4997059ba6f21c6ddfcd9589b08f887e13537773efc994b860020bcec4
\`\`\`

The small one finds passages by their words alone unless a provider embeds. Where it lacks an engine, the error has the command
that adds it to the bundle's own folder. Keys of other providers and other [settings](configuration.md) go into one field, as
\`DEEPGRAM_API_KEY=… LLMKIT_POLICY=private\`.

The [MCP Registry](https://github.com/modelcontextprotocol/registry) reads \`server.json\`. Its name there is \`mcpName\` in
\`package.json\`: whoever publishes puts a namespace there that they can prove to own, and runs \`npm run generate\`.

## Keys

Keys are written only when you ask. \`--env KEY\` writes the value that this shell has, \`--env KEY=VALUE\` the one you
give. In a project's file, which others share, \`--env KEY\` writes a reference to each one's own variable instead,
where the client knows such references. New files with keys are readable by you alone. \`--print\` shows \`[secret]\`.

## More

- \`--name NAME\`: another name than \`llmkit\`, also to have two entries.
- \`--tools LIST\`, \`--config FILE\`: handed to the server.
- \`--http URL\`: the address of a server that runs already, such as \`http://127.0.0.1:3000/mcp\`;
  \`--token-env KEY\` names the variable that holds its token. See [serve over HTTP](serve-over-http.md).
- \`install --json\`: the list for programs.

JetBrains AI Assistant keeps its servers in the settings of the IDE (Tools, AI Assistant, Model Context Protocol):
paste there what \`install claude-desktop --print\` shows. The same serves any other client that reads the
\`mcpServers\` form.

## Clients

| client | name here | scope | file | by URL |
| --- | --- | --- | --- | --- |
${clients.flatMap(rowsOf).join('\n')}
`;
