import type { Pcm } from '../core/audio.ts';
import type { Media } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';
import { sumOfCosts } from '../core/money.ts';
import type { SpeakCapability, SpeakFormat, SpeakLimits, SpeakRequest, SpeakTask, Spoken } from '../core/speak.ts';
import { addUsage } from '../core/usage.ts';
import type { Asking } from './asking.ts';
import { type Received, receiveSpeech } from './receive-speech.ts';
import { decodeSpeech, finished } from './speech-file.ts';
import { splitText } from './split-text.ts';

/** What is best joined and converted comes first. */
const WORKABLE: readonly SpeakFormat[] = ['pcm', 'wav', 'flac', 'mp3', 'opus'];
/** Characters before and after a piece that tell how it is meant. */
const CONTEXT = 500;

/**
 * Speaks text of any length as one artifact. A text that fits is streamed into it as it arrives; a longer one is asked for
 * piece by piece and joined; a format that the provider lacks is made here.
 */
export async function speakAll(capability: SpeakCapability, task: SpeakTask, asking: Asking): Promise<Spoken> {
  const limits = capability.limits(task.model);
  const wanted = task.format ?? usualFormat(limits);
  const texts = splitText(task.text, limits.maxCharacters);
  const isDirect = texts.length === 1 && limits.formats.includes(wanted);
  const format = isDirect ? wanted : workableFormat(limits);
  // Better now than after the provider has been paid.
  if (!isDirect) await proveEncodable(wanted, asking.deadline.signal);

  const pieces: Received[] = [];
  for (const [index, text] of texts.entries()) {
    const request: SpeakRequest = {
      ...task,
      text,
      format,
      before: texts[index - 1]?.slice(-CONTEXT),
      after: texts[index + 1]?.slice(0, CONTEXT),
    };
    const share = text.length / task.text.length;
    pieces.push(await receiveSpeech(capability, request, { asking, share, isDirect }));
    tellProgress(texts, index, asking);
  }
  return joined(pieces, wanted, asking);
}

const usualFormat = ({ formats }: SpeakLimits): SpeakFormat =>
  formats.includes('mp3') ? 'mp3' : (formats[0] ?? 'wav');

const workableFormat = ({ formats }: SpeakLimits): SpeakFormat =>
  WORKABLE.find((format) => formats.includes(format)) ?? 'wav';

async function joined(pieces: readonly Received[], wanted: SpeakFormat, asking: Asking): Promise<Spoken> {
  const [first] = pieces;
  if (first === undefined) throw new ProviderError('invalid_input', { message: 'There is no text to speak.' });
  const told = {
    format: wanted,
    usage: pieces.map(({ result }) => result.usage).reduce(addUsage, {}),
    model: first.result.model,
    costMicroUsd: sumOfCosts(pieces.map(({ result }) => result.costMicroUsd)),
  };
  const notes = [...new Set(pieces.flatMap(({ result }) => result.notes ?? []))];
  if (first.artifact !== undefined) return { ...told, artifact: first.artifact, notes };

  const { deadline, artifacts, call } = asking;
  const { signal } = deadline;
  const { media, durationS } = await deadline.race(fileOf(pieces, wanted, signal));
  const store = await artifacts();
  const artifact = await store.save(media.bytes, { mimeType: media.mimeType, durationS }, call);
  const isConverted = first.format !== wanted;
  return {
    ...told,
    artifact,
    notes: [
      ...notes,
      ...(pieces.length > 1 ? [`The text was spoken in ${pieces.length} parts and joined.`] : []),
      ...(isConverted && pieces.length === 1 ? [`Converted from ${first.format} to ${wanted}.`] : []),
    ],
  };
}

async function fileOf(pieces: readonly Received[], wanted: SpeakFormat, signal: AbortSignal) {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1 && first.format === wanted) return finished(first);
  const [{ joinSpeech }, { encodeAudio }, { resample }] = await Promise.all([
    import('./join-speech.ts'),
    import('../audio/encode.ts'),
    import('../audio/resample.ts'),
  ]);
  const sounds: Pcm[] = [];
  for (const piece of pieces) {
    const pcm = await decodeSpeech(piece, signal);
    sounds.push(resample(pcm, sounds[0]?.rate ?? pcm.rate));
  }
  const whole = joinSpeech(sounds);
  const media: Media = await encodeAudio(whole, wanted, signal);
  return { media, durationS: whole.samples.length / whole.rate };
}

/** Encodes a moment of silence: what is missing on this machine shows at once. */
async function proveEncodable(format: SpeakFormat, signal: AbortSignal): Promise<void> {
  if (format !== 'opus' && format !== 'flac') return;
  const { encodeAudio } = await import('../audio/encode.ts');
  await encodeAudio({ samples: new Float32Array(2400), rate: 24_000 }, format, signal);
}

function tellProgress(texts: readonly string[], index: number, { call }: Asking): void {
  if (texts.length === 1) return;
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const done = texts.slice(0, index + 1).reduce((sum, text) => sum + text.length, 0);
  call.progress?.({ message: `Spoke part ${index + 1} of ${texts.length}`, progress: done, total });
}
