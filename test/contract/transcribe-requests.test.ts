// biome-ignore-all lint/suspicious/noExplicitAny: specifications are read as they are
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TranscribeRequest } from '../../src/core/transcribe.ts';
import * as assemblyai from '../../src/wire/assemblyai-transcript.ts';
import * as aws from '../../src/wire/aws-transcribe/aws-transcribe.ts';
import { fluxQuery } from '../../src/wire/deepgram-listen/flux.ts';
import { listenQuery } from '../../src/wire/deepgram-listen/query.ts';
import * as google from '../../src/wire/google-speech.ts';
import * as speechmatics from '../../src/wire/speechmatics-batch/speechmatics-batch.ts';
import { hasShared, shared } from '../shared.ts';
import { asking } from '../support/transcribe.ts';
import { protoCheck } from './proto.ts';
import { schemaCheck } from './spec.ts';

const WISHES: readonly Partial<TranscribeRequest>[] = [
  {},
  { language: 'en-GB', diarize: true, timestamps: 'word', prompt: 'Grace Hopper, COBOL' },
  { language: 'de', timestamps: 'none' },
];

const spec = (...path: readonly string[]): any => JSON.parse(readFileSync(shared('wire', 'specs', ...path), 'utf8'));

describe.runIf(hasShared)('what is asked fits what the vendors publish', () => {
  it.each(['universal-3-5-pro', 'universal-2'])('AssemblyAI, %s', (model) => {
    const check = schemaCheck('assemblyai', 'components/schemas/TranscriptOptionalParams');
    for (const wish of WISHES) {
      const { audio_url: address, ...body } = assemblyai.encodeRequest(
        asking({ model, ...wish }),
        'https://a.test/1',
      ).body;
      expect(address).toBe('https://a.test/1');
      expect(check(body)).toEqual([]);
    }
    expect(check({ speech_model_name: 'x' })).not.toEqual([]);
  });

  it.each(['enhanced', 'standard', 'melia-1'])('Speechmatics, %s', (model) => {
    const check = schemaCheck('speechmatics', 'definitions/JobConfig', { file: 'batch.swagger.json' });
    for (const wish of WISHES) expect(check(speechmatics.encodeConfig(asking({ model, ...wish })).config)).toEqual([]);
    expect(check({ type: 'transcription', transcription_config: {} })).not.toEqual([]);
  });

  it.each(['chirp_3', 'chirp_2', 'long', 'short'])('Google, %s', (model) => {
    const check = protoCheck('google-speech', 'RecognizeRequest', { inPath: ['recognizer'], newer: [] });
    for (const wish of WISHES) expect(check(google.encodeRequest(asking({ model, ...wish })).body)).toEqual([]);
    expect(check({ config: { autoDecoding: {} } })).not.toEqual([]);
  });

  it.each(['nova-3', 'nova-2', 'whisper-large'])('Deepgram, %s', (model) => {
    const known = spec('deepgram', 'openapi.json').paths['/v1/listen'].post.parameters.map(({ name }: any) => name);
    for (const wish of WISHES) {
      const { query } = listenQuery(asking({ model, ...wish }));
      expect(known).toEqual(expect.arrayContaining([...new URLSearchParams(query).keys()]));
    }
  });

  it.each(['flux-general-en', 'flux-general-multi'])('Deepgram, %s', (model) => {
    const document = JSON.stringify(spec('deepgram', 'asyncapi.json').channels['/v2/listen']);
    for (const wish of WISHES) {
      const { query } = fluxQuery(asking({ model, ...wish }));
      for (const name of new URLSearchParams(query).keys()) expect(document).toContain(`"${name}"`);
    }
  });

  it('Amazon Transcribe, whose socket says as a query what its headers are called', () => {
    const { shapes } = spec('aws-speech', 'transcribe-streaming.smithy.json');
    const members: any = shapes['com.amazonaws.transcribestreaming#StartStreamTranscriptionRequest'].members;
    const known = Object.values(members).map(({ traits }: any) =>
      String(traits['smithy.api#httpHeader'] ?? '').replace('x-amzn-transcribe-', ''),
    );
    const locales = Object.values(shapes['com.amazonaws.transcribestreaming#LanguageCode'].members).map(
      ({ traits }: any) => traits['smithy.api#enumValue'],
    );
    for (const wish of WISHES) {
      const { query } = aws.encodeQuery(asking(wish), 16_000);
      expect(known).toEqual(expect.arrayContaining(Object.keys(query)));
      const asked = (query['language-code'] ?? query['language-options'] ?? '').split(',');
      expect(locales).toEqual(expect.arrayContaining(asked));
    }
  });
});
