import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ERROR_CODES } from '../../../src/core/errors.ts';
import { defineTool, LOCAL_PRINCIPAL } from '../../../src/core/tool.ts';
import { callTool } from '../../../src/server/call-tool.ts';
import { shippedParts, type ToolRegistry } from '../../../src/server/parts.ts';
import { fixtureApp } from '../../fixtures/server/app.ts';
import { fixtureParts } from '../../fixtures/server/parts.ts';
import { fixtureTools } from '../../fixtures/server/tools.ts';

const list = defineTool({
  name: 'list',
  title: 'List',
  description: 'Takes many texts.',
  group: 'text',
  effect: 'read',
  metered: false,
  input: z.object({ texts: z.array(z.string()) }),
  output: z.object({ count: z.number() }),
  run: async ({ texts }) => ({ count: texts.length }),
  text: ({ count }) => String(count),
});

const app = fixtureApp();
const fixtures = fixtureParts(app, [...fixtureTools, list]).tools;
const shipped = (await shippedParts(app)).tools;

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const JUNK: Readonly<Record<string, unknown>> = {
  'a number': 5,
  'an array': [],
  null: null,
  'a string': 'x',
  'keys that name prototypes': JSON.parse(
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  ),
  'deep nesting': { deep: deep(5000) },
};

const call = (tools: ToolRegistry, name: string, input: unknown) =>
  callTool({ app, tools, name, arguments: input, principal: LOCAL_PRINCIPAL, signal: AbortSignal.timeout(5000) });

/** One junk value for each argument that a tool declares. */
async function junkFor(tools: ToolRegistry, name: string): Promise<readonly unknown[]> {
  const tool = await tools.load(name);
  const keys = tool !== undefined && 'shape' in tool.input ? Object.keys(Object(tool.input.shape)) : [];
  return [null, -1, '', [], {}, '\u0000', [[]], { a: 1 }].map((value) =>
    Object.fromEntries(keys.map((key) => [key, value])),
  );
}

const TOOLS = [
  ...['echo', 'count', 'fail', 'list'].map((name) => ({ name, tools: fixtures })),
  ...shipped.names.map((name) => ({ name, tools: shipped })),
];

describe.each(TOOLS)('junk for $name', ({ name, tools }) => {
  it.each(Object.entries(JUNK))('%s ends in a result', async (_what, junk) => {
    const result = await call(tools, name, junk);
    if (result.isError)
      expect(ERROR_CODES).toContain((result.structuredContent as { error: { code: string } }).error.code);
    expect(result.content.length).toBeGreaterThan(0);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });

  it('in place of every argument ends in a result', async () => {
    for (const junk of await junkFor(tools, name))
      expect((await call(tools, name, junk)).content.length).toBeGreaterThan(0);
  });
});

describe('arguments that are too many to check', () => {
  it('are refused before a schema makes an issue of each', async () => {
    const input = { texts: Array.from({ length: 4_000_000 }, () => 1) };
    const result = await call(fixtures, 'list', input);
    expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: 'invalid_input' } } });
    expect(JSON.stringify(result)).toContain('more than 200000 values');
  });

  it('are refused when nested too deep', async () => {
    expect(JSON.stringify(await call(fixtures, 'list', { texts: deep(1000) }))).toContain(
      'nesting deeper than 128 levels',
    );
  });

  it('are taken as long as they are honest', async () => {
    const texts = Array.from({ length: 50_000 }, (_, at) => `text ${at}`);
    expect((await call(fixtures, 'list', { texts })).structuredContent).toEqual({ count: 50_000 });
  });

  it('name a handful of what is wrong, not all of it', async () => {
    const result = await call(fixtures, 'list', { texts: Array.from({ length: 10_000 }, () => 1) });
    expect(JSON.stringify(result)).toContain('texts[0]: expected string, received number');
    expect(JSON.stringify(result)).toContain('and 9995 more');
    expect(JSON.stringify(result).length).toBeLessThan(2000);
  });
});
