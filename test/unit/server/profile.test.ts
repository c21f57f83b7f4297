import { describe, expect, it } from 'vitest';
import { LOCAL_PRINCIPAL } from '../../../src/core/tool.ts';
import { openToolbox } from '../../../src/server/toolbox.ts';
import { fixtureApp } from '../../fixtures/server/app.ts';
import { fixtureParts } from '../../fixtures/server/parts.ts';

const open = (tools: string) => openToolbox(fixtureParts(fixtureApp({ config: { tools } })));
const namesOf = async (tools: string) => (await (await open(tools)).list()).map(({ name }) => name);
const request = { principal: LOCAL_PRINCIPAL, signal: new AbortController().signal };

describe('tool profiles', () => {
  it('lists everything by default', async () => {
    expect(await namesOf('default')).toEqual(['echo', 'wait', 'count', 'fail', 'noisy']);
    expect(await namesOf('')).toEqual(await namesOf('all'));
  });

  it('takes tools and groups in a comma list, in the order of the manifest', async () => {
    expect(await namesOf('catalogue, echo')).toEqual(['echo', 'count', 'fail']);
  });

  it('refuses an unknown name and suggests the nearest', async () => {
    await expect(open('ecko')).rejects.toThrow('There is no tool, group or profile "ecko". Did you mean echo?');
  });

  it.each(['connector', 'search'])('does not combine %s with others', async (profile) => {
    await expect(open(`${profile},echo`)).rejects.toMatchObject({
      code: 'invalid_input',
      hint: expect.stringContaining('default'),
    });
  });

  it('offers search and fetch alone as the connector profile', async () => {
    expect(await namesOf('connector')).toEqual(['search', 'fetch']);
    const toolbox = await open('connector');
    await expect(toolbox.call({ ...request, name: 'echo', arguments: {} })).rejects.toThrow('Unknown tool "echo"');
  });

  it('gives the same frozen list each time', async () => {
    const toolbox = await open('default');
    const list = await toolbox.list();
    expect(await toolbox.list()).toBe(list);
    expect(Object.isFrozen(list) && Object.isFrozen(list[0])).toBe(true);
  });

  it('does not call a tool that the profile leaves out', async () => {
    const toolbox = await open('echo');
    await expect(toolbox.call({ ...request, name: 'count', arguments: { to: 1 } })).rejects.toThrow(
      'Unknown tool "count"',
    );
  });

  it('declares an output schema that its errors satisfy too', async () => {
    const [echo] = await (await open('echo')).list();
    expect(echo?.outputSchema).toMatchObject({ anyOf: [{ required: ['message', 'tenant'] }, { required: ['error'] }] });
  });
});

describe('the search profile', () => {
  it('lists two tools only', async () => {
    expect(await namesOf('search')).toEqual(['find_tool', 'call_tool']);
  });

  it('finds a tool by what it does, with its schema', async () => {
    const toolbox = await open('search');
    const { structuredContent } = await toolbox.call({
      ...request,
      name: 'find_tool',
      arguments: { query: 'counting numbers' },
    });
    expect(structuredContent).toMatchObject({ tools: [{ name: 'count', input_schema: { type: 'object' } }] });
  });

  it('calls the tool that was found and passes its result on', async () => {
    const toolbox = await open('search');
    const input = { name: 'echo', arguments: { message: 'through' } };
    const result = await toolbox.call({ ...request, name: 'call_tool', arguments: input });
    expect(result.structuredContent).toMatchObject({ message: 'through' });
  });

  it('says not_found with near names for a tool that does not exist', async () => {
    const toolbox = await open('search');
    const result = await toolbox.call({ ...request, name: 'call_tool', arguments: { name: 'ech' } });
    expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: 'not_found' } } });
    expect(JSON.stringify(result.content)).toContain('Did you mean echo?');
  });
});
