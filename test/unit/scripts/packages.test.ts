import { join } from 'node:path';
import { McpbManifestSchema } from '@anthropic-ai/mcpb/schemas/0.3';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import bundleManifest from '../../../manifest.json' with { type: 'json' };
import packageJson from '../../../package.json' with { type: 'json' };
import { renderPackages } from '../../../scripts/generate-packages.ts';
import registryEntry from '../../../server.json' with { type: 'json' };
import { keySets } from '../../../src/core/auth.ts';
import { providers } from '../../../src/providers/index.generated.ts';

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';
const version = z.string().regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);

/** What the registry checks of a package on npm that is started over stdio (`SCHEMA`, and its notes on publishing). */
const registrySchema = z.strictObject({
  $schema: z.literal(SCHEMA),
  name: z
    .string()
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/)
    .min(3)
    .max(200),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version,
  packages: z.array(
    z.strictObject({
      registryType: z.literal('npm'),
      identifier: z.string(),
      version,
      runtimeHint: z.literal('npx'),
      transport: z.strictObject({ type: z.literal('stdio') }),
      environmentVariables: z.array(
        z.strictObject({
          name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
          description: z.string().min(1),
          isRequired: z.literal(false),
          isSecret: z.boolean().optional(),
          format: z.enum(['string', 'number', 'boolean', 'filepath']).optional(),
          choices: z.array(z.string()).optional(),
          default: z.string().optional(),
        }),
      ),
    }),
  ),
});

const keyVariables = new Set(providers.flatMap(({ auth }) => keySets(auth).flat()));

describe('the entry of the MCP Registry', () => {
  it('has the shape that the registry takes', () => {
    expect(() => registrySchema.parse(registryEntry)).not.toThrow();
  });

  it('is what package.json says: the registry refuses a package that does not name its entry', () => {
    const [onNpm] = registryEntry.packages;
    expect(registryEntry).toMatchObject({ name: packageJson.mcpName, version: packageJson.version });
    expect(onNpm).toMatchObject({ identifier: packageJson.name, version: packageJson.version });
    expect(packageJson.mcpName.split('/')[1]).toBe(packageJson.name);
  });

  it('marks every key as a secret, and nothing else', () => {
    const variables = registryEntry.packages.flatMap(({ environmentVariables }) => environmentVariables);
    const secret = variables.filter((variable) => 'isSecret' in variable && variable.isSecret).map(({ name }) => name);
    expect(secret).toEqual(variables.map(({ name }) => name).filter((name) => keyVariables.has(name)));
    expect(secret).toContain('OPENAI_API_KEY');
  });
});

describe('the manifest of the bundle', () => {
  it('has the shape that hosts take', () => {
    const { error } = McpbManifestSchema.safeParse(bundleManifest);
    expect(error?.issues ?? []).toEqual([]);
  });

  it('keeps what a key is typed into out of sight', () => {
    const env = Object.entries(bundleManifest.server.mcp_config.env).filter(([name]) => keyVariables.has(name));
    const options = env.map(([, value]) => /^\$\{user_config\.(\w+)\}$/.exec(value)?.[1] ?? value);
    const sensitive = Object.entries(bundleManifest.user_config).filter(
      ([, option]) => 'sensitive' in option && option.sensitive,
    );
    expect(sensitive.map(([name]) => name).sort()).toEqual([...options, 'more_keys'].sort());
    expect(options).toContain('openai_api_key');
  });

  it('asks for nothing that a user has to have, and for nothing that the server is not given', () => {
    const { args, env } = bundleManifest.server.mcp_config;
    const given = [...args, ...Object.values(env)].flatMap((text) => /user_config\.(\w+)/.exec(text)?.[1] ?? []);
    expect(Object.keys(bundleManifest.user_config).sort()).toEqual(given.sort());
    expect(Object.values(bundleManifest.user_config).map(({ required }) => required)).not.toContain(true);
  });

  it('gives each prompt as a template with the arguments that it needs', () => {
    for (const { arguments: names, text } of bundleManifest.prompts) {
      const used = [...text.matchAll(/\$\{arguments\.(\w+)\}/g)].map(([, name]) => name);
      expect([...new Set(used)].sort()).toEqual([...names].sort());
    }
  });
});

describe('both', () => {
  it('are as the generator writes them', () => {
    const rendered = renderPackages(join(import.meta.dirname, '../../..'));
    expect(JSON.parse(rendered.get('server.json') ?? '')).toEqual(registryEntry);
    expect(JSON.parse(rendered.get('manifest.json') ?? '')).toEqual(bundleManifest);
  });
});
