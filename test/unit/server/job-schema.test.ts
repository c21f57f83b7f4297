import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { jobFields } from '../../../src/server/job-result.ts';
import { shippedParts } from '../../../src/server/parts.ts';
import { openToolbox } from '../../../src/server/toolbox.ts';
import { fixtureApp } from '../../fixtures/server/app.ts';

const parts = await shippedParts(fixtureApp({ config: { tools: 'all' } }));
const tools = await (await openToolbox(parts)).list();
const job = jobFields({ id: 'a', tool: 'chat', status: 'running', progress: 0.5, createdAt: 0, updatedAt: 0 });
const error = { error: { code: 'timeout', message: 'Late.' } };

/** Clients check structured content against the schema of the tool that they called. */
const validator = (schema: object) => new Ajv2020({ strict: false, logger: false }).compile(schema);

describe('the output schema of a tool', () => {
  it.each(tools.map((tool) => [tool.name, tool] as const))('%s allows what its results can be', async (name, tool) => {
    if (tool.outputSchema === undefined) throw new Error('Every tool has one.');
    const isValid = validator(tool.outputSchema);
    const definition = await parts.tools.load(name);
    expect(isValid(error)).toBe(true);
    expect(isValid(job)).toBe(definition?.metered === true || name === 'cancel_job');
    expect(isValid({})).toBe(false);
  });
});
