import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { errorResult } from '../../../src/server/tool-result.ts';
import estimateCost from '../../../tools/estimate_cost.ts';
import findModels from '../../../tools/find_models.ts';
import speak from '../../../tools/speak.ts';
import transcribe from '../../../tools/transcribe.ts';
import { provider } from '../runtime/pipeline.ts';
import { listener, said, speaker, talk, wavOf } from '../runtime/speech.ts';
import { appCall } from './app.ts';

const hello = said('Hello there.', {
  language: 'en',
  segments: [
    { startS: 0.2, endS: 0.9, text: 'Hello', speaker: 'A', confidence: 0.9 },
    { startS: 1, endS: 1.4, text: 'there.', speaker: 'B' },
  ],
  words: [{ startS: 0.2, endS: 0.9, text: 'Hello' }],
});
const modelFacts = {
  acme: [
    { id: 'ear', capability: 'transcribe' as const, price: { second: 0.0001 } },
    { id: 'mouth', capability: 'speak' as const, price: { character: 0.000015 } },
  ],
};
const media = { 'talk.wav': wavOf(talk(10)) };
const ear = () => listener(() => hello);
const callTo = (...parts: Parameters<typeof provider>[1][]) =>
  appCall([provider('acme', Object.assign({}, ...parts))], { modelFacts, media });

const transcribed = async (input: Record<string, unknown>, parts = ear()) =>
  transcribe.output.parse(await transcribe.run(transcribe.input.parse({ audio: 'talk.wav', ...input }), callTo(parts)));
const spoken = async (input: Record<string, unknown>) =>
  speak.output.parse(await speak.run(speak.input.parse({ text: 'Hello.', ...input }), callTo(speaker())));

describe('transcribe', () => {
  it('gives text, times, speakers and a receipt', async () => {
    const output = await transcribed({ diarize: true, timestamps: 'word' });
    expect(output).toMatchInlineSnapshot(`
      {
        "attempts": [
          {
            "model": "acme/ear",
            "ms": 0,
            "outcome": "ok",
          },
        ],
        "call_id": "call-1",
        "cost_usd": 0.002,
        "duration_s": 20,
        "language": "en",
        "latency_ms": 0,
        "local": false,
        "model": "ear",
        "notes": undefined,
        "provider": "acme",
        "segments": [
          {
            "confidence": 0.9,
            "end_s": 0.9,
            "speaker": "A",
            "start_s": 0.2,
            "text": "Hello",
          },
          {
            "confidence": undefined,
            "end_s": 1.4,
            "speaker": "B",
            "start_s": 1,
            "text": "there.",
          },
        ],
        "text": "Hello there.",
        "usage": {
          "cache_write": undefined,
          "cached_input": undefined,
          "characters": undefined,
          "images": undefined,
          "input": undefined,
          "output": undefined,
          "pages": undefined,
          "reasoning": undefined,
          "searches": undefined,
          "seconds": 20,
        },
        "words": [
          {
            "confidence": undefined,
            "end_s": 0.9,
            "speaker": undefined,
            "start_s": 0.2,
            "text": "Hello",
          },
        ],
      }
    `);
    expect(transcribe.text(output)).toBe('A: Hello\nB: there.');
  });

  it.each([
    [{}, 2, undefined],
    [{ timestamps: 'segment' }, 2, undefined],
    [{ timestamps: 'none' }, 0, undefined],
    [{ timestamps: 'none', diarize: true }, 2, undefined],
    [{ timestamps: 'word' }, 2, 1],
  ])('with %j gives %i segments and %s words', async (input, segments, words) => {
    const output = await transcribed(input);
    expect(output.segments).toHaveLength(segments);
    expect(output.words?.length).toBe(words);
  });

  it('says so when nobody spoke', async () => {
    expect(
      transcribe.text(
        await transcribed(
          {},
          listener(() => said('')),
        ),
      ),
    ).toBe('No speech was heard.');
  });

  it('cuts a very long text short for a reader of plain text', async () => {
    const output = await transcribed(
      {},
      listener(() => said('word '.repeat(5000))),
    );
    expect(transcribe.text(output)).toMatch(/^word .*\n… 5000 more characters in the structured result\.$/s);
    expect(output.text).toHaveLength(25_000);
  });

  it.each([{ audio: '' }, { audio: 5 }, { timestamps: 'letters' }, { speakers: 2 }])('refuses %j', (input) => {
    expect(transcribe.input.safeParse({ audio: 'talk.wav', ...input }).success).toBe(false);
  });
});

describe('speak', () => {
  it('gives an artifact with its length and a receipt', async () => {
    const output = await spoken({ format: 'wav' });
    expect(output).toMatchInlineSnapshot(`
      {
        "artifact": {
          "bytes": 3244,
          "duration_s": 0.1,
          "height": undefined,
          "mime_type": "audio/wav",
          "uri": "artifact://2cf107d1b5d39aebe5be346613ed64e45b3058002d7b1322196fe45c8b6d79ae.bin",
          "width": undefined,
        },
        "attempts": [
          {
            "model": "acme/mouth",
            "ms": 0,
            "outcome": "ok",
          },
        ],
        "call_id": "call-1",
        "cost_usd": 0.00009,
        "latency_ms": 0,
        "local": false,
        "model": "mouth",
        "notes": undefined,
        "provider": "acme",
        "usage": {
          "cache_write": undefined,
          "cached_input": undefined,
          "characters": 6,
          "images": undefined,
          "input": undefined,
          "output": undefined,
          "pages": undefined,
          "reasoning": undefined,
          "searches": undefined,
          "seconds": undefined,
        },
      }
    `);
    expect(speak.text(output)).toBe('0.1 s of speech by mouth.');
  });

  it.each([{ text: '' }, { format: 'aiff' }, { speed: -1 }, { latency: 'fast' }, { tone: 'warm' }])(
    'refuses %j',
    (input) => {
      expect(speak.input.safeParse({ text: 'Hello.', ...input }).success).toBe(false);
    },
  );

  it('tells what to do when no provider is configured', async () => {
    const call = appCall([provider('acme', speaker())], { settings: { keys: {} } });
    const failed = await speak.run(speak.input.parse({ text: 'Hello.' }), call).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ProviderError);
    expect(errorResult(failed as ProviderError, 'call-1').content).toMatchInlineSnapshot(`
      [
        {
          "text": "Nothing is configured that can speak.
      Set one of ACME_API_KEY. \`llmkit-mcp doctor\` checks it.
      (not_configured, call call-1)",
          "type": "text",
        },
      ]
    `);
  });
});

describe('what speech costs', () => {
  it.each([
    ['transcribe', { audio: 'talk.wav' }, { low: 0.002, high: 0.0021 }],
    ['speak', { text: 'Hello, world.' }, { low: 0.000195, high: 0.000195 }],
  ])('is estimated for %s', async (tool, given, cost) => {
    const input = estimateCost.input.parse({ tool, arguments: { ...given, model: 'acme' } });
    const output = await estimateCost.run(input, callTo(ear(), speaker()));
    expect(output).toMatchObject({ chosen: expect.stringMatching(/^acme\//), candidates: [{ cost_usd: cost }] });
  });

  it.each([
    ['transcribe', {}, 'arguments.audio'],
    ['speak', { text: 5 }, 'arguments.text'],
    ['speak', { text: ' ' }, 'no text'],
  ])('is not estimated for %s of %j', async (tool, given, message) => {
    const input = estimateCost.input.parse({ tool, arguments: given });
    await expect(estimateCost.run(input, callTo(ear(), speaker()))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
  });

  it('is listed by the minute and by the character', async () => {
    const output = findModels.output.parse(await findModels.run(findModels.input.parse({}), callTo(ear(), speaker())));
    expect(findModels.text(output)).toBe(
      'acme/ear: transcribe, $0.006 a minute\nacme/mouth: speak, $15 a million characters',
    );
    expect(output.models[0]?.price_usd).toEqual({ second: 0.0001 });
  });
});
