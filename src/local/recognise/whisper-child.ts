// The entry of the process that runs a whisper.cpp model: loads the file of the first question and keeps it.
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { ProviderError } from '../../core/errors.ts';
import type { TranscriptSegment } from '../../core/transcribe.ts';
import { segmentsOf } from '../../wire/transcript-segments.ts';
import { serveModel } from '../process/serve-model.ts';
import type { Heard, HearQuestion } from './heard.ts';

type Library = typeof import('@napi-rs/whisper');
type Model = InstanceType<Library['Whisper']>;

/** Above eight the threads of one piece only wait for each other. */
const MOST_THREADS = 8;
/** The library hands segments over through the event loop, after the call that found them. */
const HAND_OVER_MS = 2000;
const CENTISECONDS = 100;

let loaded: { readonly path: string; readonly model: Model } | undefined;

async function modelAt(path: string, { Whisper }: Library): Promise<Model> {
  if (loaded?.path === path) return loaded.model;
  loaded = { path, model: new Whisper(path) };
  return loaded.model;
}

async function hear({ model: path, samples, language, prompt, isByWord }: HearQuestion): Promise<Heard> {
  const library: Library = await import('@napi-rs/whisper');
  const { Whisper, WhisperFullParams, WhisperSamplingStrategy } = library;
  const model = await modelAt(path, library).catch((cause: unknown) => {
    throw new ProviderError('unavailable', {
      message: `${path} is not a whisper.cpp model that can be loaded.`,
      cause,
    });
  });
  const isMultilingual = model.isMultilingual !== 0;
  if (language !== undefined && (isMultilingual ? Whisper.langId(language) < 0 : language !== 'en')) {
    throw new ProviderError('unsupported', { message: `${path} does not understand the language "${language}".` });
  }
  const parameters = new WhisperFullParams(WhisperSamplingStrategy.Greedy);
  parameters.language = language ?? (isMultilingual ? 'auto' : 'en');
  parameters.nThreads = Math.min(MOST_THREADS, availableParallelism());
  // Otherwise what the last caller said would colour what this one is heard to say.
  parameters.noContext = true;
  parameters.printProgress = false;
  parameters.printRealtime = false;
  parameters.printTimestamps = false;
  parameters.printSpecial = false;
  if (prompt !== undefined) parameters.initialPrompt = prompt.replaceAll('\0', ' ');
  if (isByWord) {
    parameters.tokenTimestamps = true;
    parameters.maxLen = 1;
    parameters.splitOnWord = true;
  }
  const found: TranscriptSegment[] = [];
  parameters.onNewSegment = ({ text, start, end }) => {
    if (text !== '') found.push({ startS: start / CENTISECONDS, endS: end / CENTISECONDS, text });
  };
  const text = model.full(parameters, samples);
  await handedOver(found, text);
  const heardLanguage = isMultilingual ? (Whisper.lang(model.fullLangId) ?? undefined) : 'en';
  return {
    text: text.trim(),
    segments: isByWord ? segmentsOf(found) : found,
    ...(isByWord ? { words: found } : {}),
    ...(heardLanguage === undefined ? {} : { language: heardLanguage }),
  };
}

const letters = (text: string): number => text.replaceAll(/\s/g, '').length;

/** Waits until the segments hold the whole text. */
async function handedOver(found: readonly TranscriptSegment[], text: string): Promise<void> {
  const due = letters(text);
  const deadline = performance.now() + HAND_OVER_MS;
  while (found.reduce((sum, segment) => sum + letters(segment.text), 0) < due && performance.now() < deadline) {
    await setImmediate();
  }
}

serveModel(hear);
