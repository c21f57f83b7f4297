// The entry of the speaking engine's worker thread: says the utterances it was started with, one after the other, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { silenceThread } from '../../core/worker.ts';
import { fileWrittenBy } from './program.ts';

silenceThread();

export type SpeakJob = {
  readonly module: WebAssembly.Module;
  readonly voice: string;
  /** How much longer than usual everything takes. */
  readonly stretch: number;
  readonly utterances: readonly string[];
};

/** 16-bit samples of one utterance. `done` follows the last. */
export type SpeakAnswer =
  | { readonly kind: 'audio'; readonly rate: number; readonly bytes: Uint8Array }
  | { readonly kind: 'done' };

const HEADER_BYTES = 44;
const RATE_AT = 24;

// Set by `engine.ts`, the only one who starts this file.
const { module, voice, stretch, utterances } = workerData as SpeakJob;
for (const utterance of utterances) {
  const options = ['-voice', voice, '--setf', `duration_stretch=${stretch}`];
  const wav = fileWrittenBy(module, ['flite', ...options, '-t', utterance, '-o', '/speech.wav']);
  if (wav.length <= HEADER_BYTES) continue;
  const rate = new DataView(wav.buffer, wav.byteOffset).getUint32(RATE_AT, true);
  parentPort?.postMessage({ kind: 'audio', rate, bytes: wav.slice(HEADER_BYTES) } satisfies SpeakAnswer);
}
parentPort?.postMessage({ kind: 'done' } satisfies SpeakAnswer);
