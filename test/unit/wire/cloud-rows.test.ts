import { describe, expect, it } from 'vitest';
import type { ProviderDefinition } from '../../../src/core/provider.ts';
import { baseUrlOf } from '../../../src/http/base-url.ts';
import { filled } from '../../../src/http/settings.ts';
import anthropic from '../../../src/providers/anthropic.ts';
import bedrock from '../../../src/providers/bedrock.ts';
import geminiDeepThink from '../../../src/providers/gemini-deep-think.ts';
import google from '../../../src/providers/google.ts';
import medgemma from '../../../src/providers/medgemma.ts';
import vertex from '../../../src/providers/vertex.ts';
import vertexAnthropic from '../../../src/providers/vertex-anthropic.ts';
import { anthropicMessages } from '../../../src/wire/anthropic-messages/anthropic-messages.ts';
import { bedrockClaude, vertexClaude } from '../../../src/wire/anthropic-messages/clouds.ts';
import { eventFrame } from '../../event-frames.ts';
import { startUpstream } from '../../upstream.ts';
import { endpointFor, get } from '../http/harness.ts';
import { chatOver } from './clouds-harness.ts';

const addressOf = (row: ProviderDefinition, variables: Readonly<Record<string, string>>, region?: string): string => {
  const config = {
    providers: region === undefined ? {} : { [row.id]: { region } },
    variable: (name: string) => variables[name],
  };
  return filled(baseUrlOf(row, config), row, config);
};
const project = { GOOGLE_VERTEX_PROJECT: 'p-1' };

describe('addresses of the clouds', () => {
  it.each([
    [undefined, 'https://aiplatform.googleapis.com/v1/projects/p-1/locations/global/publishers/google'],
    ['global', 'https://aiplatform.googleapis.com/v1/projects/p-1/locations/global/publishers/google'],
    ['eu', 'https://aiplatform.eu.rep.googleapis.com/v1/projects/p-1/locations/eu/publishers/google'],
    [
      'europe-west4',
      'https://europe-west4-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west4/publishers/google',
    ],
  ])('of Vertex AI in %s', (location, expected) => {
    const variables = location === undefined ? project : { ...project, GOOGLE_VERTEX_LOCATION: location };
    expect(addressOf(vertex, variables)).toBe(expected);
    expect(addressOf(vertexAnthropic, variables)).toBe(
      expected.replace('publishers/google', 'publishers/anthropic/models'),
    );
  });

  it('follow the configured region before the setting, and refuse a host that is none', () => {
    expect(addressOf(vertex, { ...project, GOOGLE_VERTEX_LOCATION: 'eu' }, 'us')).toContain('aiplatform.us.rep');
    expect(() => addressOf(vertex, { ...project, GOOGLE_VERTEX_LOCATION: 'evil.test/' })).toThrow(/host name/);
  });

  it('of Bedrock and of an own endpoint on Vertex AI name what the operator set', () => {
    expect(addressOf(bedrock, {})).toBe('https://bedrock-runtime.us-east-1.amazonaws.com');
    expect(addressOf(bedrock, { AWS_REGION: 'eu-central-1' })).toBe(
      'https://bedrock-runtime.eu-central-1.amazonaws.com',
    );
    const variables = { ...project, GOOGLE_VERTEX_LOCATION: 'us-central1', MEDGEMMA_ENDPOINT_ID: '42' };
    expect(addressOf(medgemma, variables)).toBe(
      'https://us-central1-aiplatform.googleapis.com/v1/projects/p-1/locations/us-central1/endpoints/42',
    );
    expect(() => addressOf(medgemma, project)).toThrow(/GOOGLE_VERTEX_LOCATION/);
  });
});

const HELLO = [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }];

describe('Claude on the clouds', () => {
  it.each([
    [
      'Vertex AI',
      vertexClaude,
      false,
      '/claude-sonnet-5@default:rawPredict',
      { anthropic_version: 'vertex-2023-10-16' },
    ],
    [
      'Vertex AI',
      vertexClaude,
      true,
      '/claude-sonnet-5@default:streamRawPredict',
      { anthropic_version: 'vertex-2023-10-16', stream: true },
    ],
    [
      'Bedrock',
      bedrockClaude,
      false,
      '/model/claude-sonnet-5%40default/invoke',
      { anthropic_version: 'bedrock-2023-05-31' },
    ],
    [
      'Bedrock',
      bedrockClaude,
      true,
      '/model/claude-sonnet-5%40default/invoke-with-response-stream',
      { anthropic_version: 'bedrock-2023-05-31' },
    ],
  ])('has its model in the path of %s and the version in the body', async (_where, dialect, stream, path, fields) => {
    const upstream = await startUpstream({
      chunks: [JSON.stringify({ type: 'message', content: [{ type: 'text', text: 'hi' }], stop_reason: 'end_turn' })],
    });
    const { ask } = chatOver(upstream.url, anthropicMessages(dialect));
    expect(await ask({ model: 'claude-sonnet-5@default', maxTokens: 9 }, { stream })).toMatchObject({ text: 'hi' });
    expect(upstream.requests[0]).toMatchObject({ url: path });
    expect(upstream.requests[0]?.body).toEqual({ ...fields, max_tokens: 9, messages: HELLO });
    await upstream.close();
  });

  it('is read out of the frames of Bedrock', async () => {
    const events = [
      { type: 'message_start', message: { model: 'claude', usage: { input_tokens: 3 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'grüß dich' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      { type: 'message_stop' },
    ];
    const chunks = events.map((event) =>
      eventFrame('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abc' }),
    );
    const upstream = await startUpstream({ chunks });
    const { ask } = chatOver(upstream.url, anthropicMessages(bedrockClaude));
    expect(await ask({}, { stream: true })).toMatchObject({ text: 'grüß dich', usage: { input: 3, output: 2 } });
    upstream.serve({ chunks: chunks.slice(0, 4) });
    await expect(ask({}, { stream: true })).rejects.toMatchObject({ code: 'bad_response' });
    await upstream.close();
  });

  it('takes an auth token as a bearer where Anthropic itself is asked', async () => {
    const upstream = await startUpstream({ chunks: ['{}'] });
    const send = (keys: Readonly<Record<string, string>>) =>
      endpointFor(upstream.url, { auth: anthropic.auth, keys }).send('/a', {}, get());
    await send({ ANTHROPIC_AUTH_TOKEN: 'token-1' });
    await send({ ANTHROPIC_AUTH_TOKEN: 'token-1', ANTHROPIC_API_KEY: 'key-1' });
    expect(upstream.requests[0]?.headers).toMatchObject({ authorization: 'Bearer token-1' });
    expect(upstream.requests[1]?.headers).toMatchObject({ 'x-api-key': 'key-1' });
    expect(upstream.requests[1]?.headers.authorization).toBeUndefined();
    await upstream.close();
  });
});

describe('Gemini Deep Think', () => {
  const sent = async (row: ProviderDefinition, reasoning?: object): Promise<unknown> => {
    const upstream = await startUpstream({
      chunks: [JSON.stringify({ candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] })],
    });
    const family = row.capabilities.chat;
    if (family === undefined) throw new Error(`${row.id} has no chat.`);
    const asked = { model: 'gemini-3.1-pro-preview', ...(reasoning === undefined ? {} : { reasoning }) };
    await chatOver(upstream.url, family).ask(asked);
    await upstream.close();
    return JSON.parse(upstream.requests[0]?.text ?? '{}').generationConfig?.thinkingConfig;
  };

  it('thinks high and shows it where the caller does not say, and as the caller says otherwise', async () => {
    expect(await sent(geminiDeepThink)).toEqual({ thinkingLevel: 'HIGH', includeThoughts: true });
    expect(await sent(geminiDeepThink, { show: false })).toEqual({ thinkingLevel: 'HIGH' });
    expect(await sent(geminiDeepThink, { effort: 'low' })).toEqual({ thinkingLevel: 'LOW', includeThoughts: true });
    expect(await sent(google)).toBeUndefined();
  });
});
