import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { prompts } from '../prompts/index.generated.ts';
import { ENVIRONMENT, type SettingName } from '../src/config/settings.ts';
import { settingsSchema } from '../src/config/settings-schema.ts';
import { FURTHER } from '../src/config/whole-environment.ts';
import { keySets } from '../src/core/auth.ts';
import { POLICIES } from '../src/core/config.ts';
import type { PromptDefinition } from '../src/core/resource.ts';
import { providers } from '../src/providers/index.generated.ts';
import { isDefault } from '../src/server/profile.ts';
import manifest from '../tools/manifest.generated.json' with { type: 'json' };

const TITLE = 'LLMKit MCP';
/** What the registry takes (https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json). */
const LONGEST_DESCRIPTION = 100;

/** Whose keys a form asks for: those that most people have, and one that leads to everybody's models. */
const ASKED = ['openai', 'anthropic', 'google', 'mistral', 'openrouter'];

type Key = { readonly variable: string; readonly option: string; readonly title: string; readonly text: string };

function keyOf(id: string): Key {
  const provider = providers.find((candidate) => candidate.id === id);
  const variable = provider && keySets(provider.auth)[0]?.[0];
  if (provider === undefined || variable === undefined) throw new Error(`${id} is no provider with a key.`);
  return {
    variable,
    option: variable.toLowerCase(),
    title: `Key of ${provider.name}`,
    text: `Opens ${Object.keys(provider.capabilities).join(', ')}. May stay empty. ${provider.docs}`,
  };
}

function described(name: SettingName): string {
  const text = settingsSchema.shape[name].description;
  if (text === undefined) throw new Error(`The setting ${name} has no description.`);
  return text;
}

/** `server.json`: how the MCP Registry lists the package, and what a client that installs it from there may set. */
function registryEntry(): object {
  const { name, version, description, mcpName } = packageJson;
  if (description.length > LONGEST_DESCRIPTION) throw new Error('The registry takes no description of that length.');
  const setting = (of: SettingName, more: object = {}) => ({
    name: ENVIRONMENT[of],
    description: described(of),
    isRequired: false,
    ...more,
  });
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: mcpName,
    title: TITLE,
    description,
    version,
    packages: [
      {
        registryType: 'npm',
        identifier: name,
        version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        environmentVariables: [
          ...ASKED.map(keyOf).map(({ variable, title, text }) => ({
            name: variable,
            description: `${title}. ${text}`,
            isRequired: false,
            isSecret: true,
          })),
          setting('roots', { format: 'filepath' }),
          setting('output', { format: 'filepath' }),
          setting('budgetUsdDay', { format: 'number' }),
          setting('policy', { choices: POLICIES, default: 'auto' }),
          setting('tools', { default: 'default' }),
        ],
      },
    ],
  };
}

/** The prompt as a template. An argument that may be left out is left out: the text then has the prompt's own default. */
function templateOf({ name, description, arguments: all, render }: PromptDefinition): object {
  const needed = all.filter(({ required }) => required).map((argument) => argument.name);
  const text = render(Object.fromEntries(needed.map((argument) => [argument, `\${arguments.${argument}}`])));
  return { name, description, arguments: needed, text };
}

/** The first paragraph of the readme, without its links, which lead nowhere from a dialog. */
function introduction(readme: string): string {
  const [, paragraph = ''] = readme.split('\n\n');
  return paragraph.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/\s+/g, ' ');
}

/** Where a host puts what its user chose. */
const filledIn = (option: string): string => `\${user_config.${option}}`;

/** `manifest.json`: what Claude Desktop and other hosts of MCPB bundles show, ask for and start. */
function bundleManifest(root: string): object {
  const { name, version, description, author, license, engines } = packageJson;
  const keys = ASKED.map(keyOf);
  return {
    // The newest one that is not marked as experimental.
    manifest_version: '0.3',
    name,
    display_name: TITLE,
    version,
    description,
    long_description: introduction(readFileSync(join(root, 'README.md'), 'utf8')),
    author: { name: author },
    license,
    server: {
      type: 'node',
      entry_point: 'dist/cli.js',
      mcp_config: {
        command: 'node',
        // A list becomes so many arguments, and only here: in `env` hosts leave it out.
        args: [`\${__dirname}/dist/cli.js`, 'serve', filledIn('folders')],
        env: {
          ...Object.fromEntries(keys.map(({ variable, option }) => [variable, filledIn(option)])),
          [FURTHER]: filledIn('more_keys'),
          [ENVIRONMENT.output]: filledIn('output'),
          [ENVIRONMENT.budgetUsdDay]: filledIn('budget_usd_day'),
        },
      },
    },
    tools: manifest.filter(isDefault).map(({ tool }) => ({ name: tool.name, description: tool.description })),
    prompts: prompts.map(templateOf),
    compatibility: { platforms: ['darwin', 'linux', 'win32'], runtimes: { node: engines.node } },
    user_config: {
      folders: {
        type: 'directory',
        title: 'Folders',
        description: `${described('roots')}. None: only what the server has made itself.`,
        multiple: true,
        required: false,
        default: [],
      },
      output: {
        type: 'directory',
        title: 'Folder for results',
        description: 'Gets a copy of pictures, films and speech, under a readable name. Empty: none.',
        required: false,
      },
      ...Object.fromEntries(
        keys.map(({ option, title, text }) => [
          option,
          // Without a default hosts hand on the placeholder as it stands.
          { type: 'string', title, description: text, sensitive: true, required: false, default: '' },
        ]),
      ),
      more_keys: {
        type: 'string',
        title: 'More keys and settings',
        description: `Any other variable, as NAME=value with a space between two: DEEPGRAM_API_KEY=… ${ENVIRONMENT.policy}=private`,
        sensitive: true,
        required: false,
        default: '',
      },
      budget_usd_day: {
        type: 'number',
        title: 'Budget of a day',
        description: `${described('budgetUsdDay')}. Empty: no limit.`,
        required: false,
        min: 0.01,
      },
    },
  };
}

/** Path → text of what tells others how to install the package: the MCP Registry, and hosts of MCPB bundles. */
export function renderPackages(root: string): ReadonlyMap<string, string> {
  const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
  return new Map([
    ['server.json', json(registryEntry())],
    ['manifest.json', json(bundleManifest(root))],
  ]);
}
