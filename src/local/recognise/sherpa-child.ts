// The entry of the process that runs a sherpa-onnx model: it brings an ONNX runtime of its own, which must not meet another.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { ProviderError } from '../../core/errors.ts';
import type { TranscriptSegment } from '../../core/transcribe.ts';
import { segmentsOf } from '../../wire/transcript-segments.ts';
import { serveModel } from '../process/serve-model.ts';
import type { Heard, HearQuestion } from './heard.ts';
import { sherpaModelIn } from './sherpa-folder.ts';
import { wordsOfTokens } from './sherpa-words.ts';
import { RATE } from './sound.ts';

/** What is used of sherpa-onnx-node 1.13, which has no types of its own. */
type Stream = { acceptWaveform(sound: { readonly samples: Float32Array; readonly sampleRate: number }): void };
type Recogniser = {
  createStream(): Stream;
  decode(stream: Stream): void;
  getResult(stream: Stream): Readonly<Record<string, unknown>>;
};
type Library = { readonly OfflineRecognizer: new (config: unknown) => Recogniser };

const MOST_THREADS = 4;
const FEATURES = { sampleRate: RATE, featureDim: 80 };

let loaded: { readonly key: string; readonly recogniser: Recogniser } | undefined;

function recogniserFor(folder: string, language: string | undefined): Recogniser {
  const key = `${folder} ${language ?? ''}`;
  if (loaded?.key === key) return loaded.recogniser;
  // A package without types, whose part that is used stands above.
  const { OfflineRecognizer } = createRequire(import.meta.url)('sherpa-onnx-node') as Library;
  const model = sherpaModelIn(folder);
  const modelConfig = {
    ...model,
    ...(language === undefined ? {} : withLanguage(model, language)),
    numThreads: Math.min(MOST_THREADS, availableParallelism()),
    provider: 'cpu',
    debug: false,
  };
  loaded = { key, recogniser: new OfflineRecognizer({ featConfig: FEATURES, modelConfig }) };
  return loaded.recogniser;
}

/** The kinds that take a language by name. The others know what they know. */
function withLanguage({ whisper, senseVoice, canary }: ReturnType<typeof sherpaModelIn>, language: string) {
  if (typeof whisper === 'object') return { whisper: { ...whisper, language } };
  if (typeof senseVoice === 'object') return { senseVoice: { ...senseVoice, language } };
  if (typeof canary === 'object') return { canary: { ...canary, srcLang: language, tgtLang: language } };
  return {};
}

async function hear({ model, samples, language, isByWord }: HearQuestion): Promise<Heard> {
  const recogniser = recogniserFor(model, language);
  const stream = recogniser.createStream();
  stream.acceptWaveform({ samples, sampleRate: RATE });
  recogniser.decode(stream);
  const result = recogniser.getResult(stream);
  if (typeof result.text !== 'string') throw new ProviderError('bad_response', { message: 'The engine gave no text.' });
  const text = result.text.trim();
  const durationS = samples.length / RATE;
  const words = wordsOfTokens(result.tokens, result.timestamps, durationS);
  const whole: readonly TranscriptSegment[] = text === '' ? [] : [{ startS: 0, endS: durationS, text }];
  return {
    text,
    segments: words.length > 0 ? segmentsOf(words) : whole,
    ...(isByWord ? { words } : {}),
    ...(typeof result.lang === 'string' && /^[a-z]{2,3}$/.test(result.lang) ? { language: result.lang } : {}),
  };
}

serveModel(hear);
