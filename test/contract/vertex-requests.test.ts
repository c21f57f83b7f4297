import { beforeAll, describe, expect, it } from 'vitest';
import { EFFORTS } from '../../src/core/chat.ts';
import { vertexClaude } from '../../src/wire/anthropic-messages/clouds.ts';
import { encodeRequest as encodeClaude } from '../../src/wire/anthropic-messages/encode.ts';
import { encodeRequest as encodeGemini } from '../../src/wire/gemini/encode.ts';
import { hasShared } from '../shared.ts';
import type { Recording } from '../upstream.ts';
import { fromGemini, fromMessages } from './neutral.ts';
import { protoCheck } from './proto.ts';
import { recordingsOf } from './recordings.ts';
import { type Check, requestCheck } from './spec.ts';

const asked = (provider: string, api: string) =>
  recordingsOf(api)
    .filter((recording) => recording.provider === provider)
    .filter(({ request, response }) => response.status === 200 && typeof request?.body === 'object')
    .map((recording): readonly [string, Recording] => [recording.id, recording]);

describe.runIf(hasShared)('requests of Gemini on Vertex AI', () => {
  let check: Check;
  beforeAll(() => {
    check = protoCheck('vertex', 'GenerateContentRequest', { inPath: ['model'], newer: ['id'] });
  });

  it.each(asked('vertex', 'generateContent'))('%s fit the protocol', (_id, recording) => {
    expect(check(encodeGemini(fromGemini(recording), { provider: 'vertex' }).body)).toEqual([]);
  });

  it.each(['gemini-2.0-flash', 'gemini-2.5-pro', 'gemini-3.8-flash', 'gemini-3.1-pro-preview'])(
    'fit it for every reasoning wish to %s',
    (model) => {
      for (const effort of EFFORTS) {
        const request = {
          model,
          messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'hello' }] }],
          reasoning: { effort, show: true },
          schema: { type: 'object', properties: {} },
          tools: [{ name: 'f', parameters: { type: 'object' } }],
          toolChoice: 'required' as const,
        };
        expect(check(encodeGemini(request, { provider: 'vertex' }).body)).toEqual([]);
      }
    },
  );

  it('are checked by a protocol that refuses nonsense', () => {
    expect(
      check({
        contents: [{ parts: [{ text: 1 }], who: 'me' }],
        generationConfig: { thinkingConfig: { thinkingLevel: 'A' } },
      }),
    ).toHaveLength(3);
    expect(check({})).toEqual(['/contents is missing']);
  });
});

describe.runIf(hasShared)('requests of Claude on Vertex AI', () => {
  let check: Check;
  beforeAll(() => {
    check = requestCheck('anthropic', '/v1/messages');
  });

  it.each(asked('vertex-anthropic', 'messages'))('%s are messages but for model and version', (_id, recording) => {
    const request = { ...fromMessages(recording), model: recording.model };
    const stream = recording.response.chunks !== undefined;
    const { body } = encodeClaude(request, { provider: 'vertex-anthropic', stream, dialect: vertexClaude });
    const { anthropic_version: version, ...rest } = body;
    expect(version).toBe('vertex-2023-10-16');
    expect(rest).not.toHaveProperty('model');
    expect(check({ ...rest, model: recording.model })).toEqual([]);
  });
});
