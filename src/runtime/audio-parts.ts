import { setImmediate } from 'node:timers/promises';
import type { Pcm } from '../core/audio.ts';
import type { Media } from '../core/content.ts';
import { asProviderError } from '../core/errors.ts';
import type { AudioIntake, TranscribeRequest } from '../core/transcribe.ts';

/** A stretch of audio that one request takes. Times in seconds from the start of the whole. */
export type AudioPart = {
  readonly startS: number;
  /** `undefined` for a whole audio whose length nobody knows. */
  readonly endS: number | undefined;
  /** The sound as the provider takes it. Made when it is needed: a day of it would not fit in memory twice. */
  media(signal: AbortSignal): Promise<Media>;
};

export type AudioParts = {
  readonly parts: readonly AudioPart[];
  readonly durationS: number | undefined;
  readonly notes: readonly string[];
};

/** What recognisers work at; more says nothing about speech. */
const SPEECH_RATE = 16_000;
/** Bytes of a second of the mp3 that audio is converted to. */
const MP3_BYTES_A_SECOND = 8000;
/** Headers and rounding. */
const ROOM = 0.98;
/** Speech is not compressed below this, so that an unknown length has an upper bound. */
export const FEWEST_BYTES_A_SECOND = 1000;

/** The audio as an intake takes it: as it is, converted, or cut at pauses into parts that fit, silent ones left out. */
export async function partsFor(
  { audio, durationS }: Pick<TranscribeRequest, 'audio' | 'durationS'>,
  intake: AudioIntake,
  signal: AbortSignal,
): Promise<AudioParts> {
  const { sniffAudio } = await import('../audio/sniff.ts');
  const format = sniffAudio(audio);
  const isAccepted = format !== undefined && intake.formats.includes(format);
  const isSmall = audio.bytes.byteLength <= (intake.maxBytes ?? Number.POSITIVE_INFINITY);
  const mayStay = isAccepted && isSmall;
  const longestS = mayStay ? (intake.maxSeconds ?? Number.POSITIVE_INFINITY) : longestPart(intake);
  if (durationS !== undefined && durationS <= longestS) return wholeOf(audio, durationS, intake);
  try {
    // Audio that does not say how long it is may also be damaged: decoding finds out.
    const cuts = await cut(audio, intake, signal);
    return mayStay && (cuts.durationS ?? 0) <= longestS ? wholeOf(audio, cuts.durationS, intake) : cuts;
  } catch (thrown) {
    const isUnread = asProviderError(thrown).code === 'unsupported' && durationS === undefined;
    // Nothing here reads it, and nothing but its length speaks against handing it over.
    if (isUnread && mayStay) return wholeOf(audio, durationS, intake);
    throw thrown;
  }
}

const wholeOf = (audio: Media, durationS: number | undefined, intake: AudioIntake): AudioParts => ({
  parts: [
    {
      startS: 0,
      endS: durationS,
      media: async (signal) => (await import('../audio/convert.ts')).toIntake(audio, intake, { signal }),
    },
  ],
  durationS,
  notes: [],
});

async function cut(audio: Media, intake: AudioIntake, signal: AbortSignal): Promise<AudioParts> {
  const [{ decodeAudio }, { cutAtPauses, speechSpans }] = await Promise.all([
    import('../audio/decode.ts'),
    import('../audio/pauses.ts'),
  ]);
  const pcm = await decodeAudio(audio, { signal, rate: intake.rate ?? SPEECH_RATE });
  const durationS = pcm.samples.length / pcm.rate;
  const pieces = cutAtPauses(pcm, { maxSeconds: longestPart(intake) });
  const spoken: Piece[] = [];
  for (const piece of pieces) {
    if (pieces.length === 1 || speechSpans(piece.pcm).length > 0) spoken.push(piece);
    // Others get a turn: an hour takes a tenth of a second to look through.
    await setImmediate();
  }
  const kept = spoken.length === 0 ? pieces.slice(0, 1) : spoken;
  const silentS = durationS - kept.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
  return {
    parts: kept.map((piece) => partOf(piece, intake)),
    durationS,
    notes: [
      ...(kept.length > 1 ? [`The audio was transcribed in ${kept.length} parts, cut at pauses.`] : []),
      ...(kept.length < pieces.length ? [`${Math.round(silentS)} s without speech were left out.`] : []),
    ],
  };
}

/** Seconds of sound that stay below both limits, in the most compact form that the provider takes and we can make. */
function longestPart({ formats, maxBytes, maxSeconds, rate = SPEECH_RATE }: AudioIntake): number {
  const bytesASecond = formats.includes('mp3') ? MP3_BYTES_A_SECOND : rate * 2;
  return Math.min(
    maxSeconds ?? Number.POSITIVE_INFINITY,
    maxBytes === undefined ? Number.POSITIVE_INFINITY : (ROOM * maxBytes) / bytesASecond,
  );
}

type Piece = { readonly startS: number; readonly endS: number; readonly pcm: Pcm };

const partOf = ({ startS, endS, pcm }: Piece, intake: AudioIntake): AudioPart => ({
  startS,
  endS,
  media: async (signal) => (await import('../audio/convert.ts')).encodeForIntake(pcm, intake, { signal }),
});
