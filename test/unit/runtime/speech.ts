import { encodeWav, pcm16Of } from '../../../src/audio/wav.ts';
import type { Pcm } from '../../../src/core/audio.ts';
import type { Media } from '../../../src/core/content.ts';
import type { Operation, OperationState } from '../../../src/core/operation.ts';
import type { SpeakCapability, SpeakLimits, SpeakOptions, SpeakRequest, SpeakResult } from '../../../src/core/speak.ts';
import type {
  AudioIntake,
  TranscribeCapability,
  TranscribeOptions,
  TranscribeRequest,
  TranscribeResult,
} from '../../../src/core/transcribe.ts';
// What the pipeline loads when it is needed is loaded before a test's clock moves.
import '../../../src/audio/convert.ts';
import '../../../src/runtime/join-speech.ts';
import '../../../src/audio/probe.ts';
import '../../../src/runtime/speak.ts';
import '../../../src/runtime/transcribe.ts';
import { concat, silence, word } from '../audio/sounds.ts';

export const RATE = 16_000;

export const wavOf = (pcm: Pcm): Media => ({ bytes: encodeWav(pcm), mimeType: 'audio/wav', name: 'talk.wav' });

/** Two seconds each: a word, then a pause. */
export const talk = (words: number): Pcm =>
  concat(...Array.from({ length: words }, () => [word(RATE, 1.2), silence(RATE, 0.8)]).flat());

export const said = (text: string, more: Partial<TranscribeResult> = {}): TranscribeResult => ({
  text,
  segments: [],
  usage: {},
  ...more,
});

type Ear = (request: TranscribeRequest, options: TranscribeOptions) => Promise<TranscribeResult> | TranscribeResult;

/** Writes down what `hear` says of each request. */
export function listener(hear: Ear, intake: AudioIntake = { formats: ['wav'] }) {
  const requests: TranscribeRequest[] = [];
  const capability: TranscribeCapability = {
    intake: () => intake,
    async transcribe(request, options) {
      requests.push(request);
      return hear(request, options);
    },
  };
  return { requests, transcribe: capability };
}

export type RemoteScript = {
  readonly states: readonly (OperationState<TranscribeResult> | Error)[];
  readonly start?: () => Promise<Operation>;
  readonly pollMs?: number;
  readonly cancel?: () => Promise<void>;
};

/** Works on its own time: each look shows the next state; the last one repeats. */
export function remoteListener(
  { states, start, pollMs, cancel }: RemoteScript,
  intake: AudioIntake = { formats: ['wav'] },
) {
  const seen = { starts: 0, polls: 0, cancels: [] as string[] };
  const capability: TranscribeCapability = {
    intake: () => intake,
    pollMs,
    async start() {
      seen.starts++;
      return start === undefined ? { id: `job-${seen.starts}` } : start();
    },
    async poll() {
      const state = states[Math.min(seen.polls++, states.length - 1)];
      if (state === undefined) throw new Error('A script needs a state.');
      if (state instanceof Error) throw state;
      return state;
    },
    async cancel(operation) {
      seen.cancels.push(operation.id);
      await cancel?.();
    },
  };
  return { seen, transcribe: capability };
}

/** Sound of a text: a buzz of a hundredth of a second for each character. */
export const voiceOf = (text: string, rate = RATE): Pcm => word(rate, Math.max(0.1, text.length / 100));

type Mouth = (request: SpeakRequest, options: SpeakOptions) => Promise<SpeakResult> | SpeakResult;

/** Says what `say` makes of each request; without it the text as a buzz, in two chunks, as pcm or wav. */
export function speaker(limits: Partial<SpeakLimits> = {}, say: Mouth = buzz) {
  const requests: SpeakRequest[] = [];
  const capability: SpeakCapability = {
    limits: () => ({ maxCharacters: 1000, formats: ['pcm', 'wav'], ...limits }),
    async speak(request, options) {
      requests.push(request);
      return say(request, options);
    },
  };
  return { requests, speak: capability };
}

export const buzz: Mouth = (request, { onAudio }) => {
  const pcm = voiceOf(request.text);
  const bytes = request.format === 'wav' ? encodeWav(pcm) : pcm16Of(pcm.samples);
  onAudio(bytes.subarray(0, 101));
  onAudio(bytes.subarray(101));
  return { format: request.format, rate: RATE, usage: {} };
};
