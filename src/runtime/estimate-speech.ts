import type { CapabilityRequest } from '../core/capability.ts';
import { costOf, type MicroUsd, type Price } from '../core/money.ts';
import type { Usage } from '../core/usage.ts';
import { FEWEST_BYTES_A_SECOND } from './audio-parts.ts';
import type { UsageEstimate } from './estimate.ts';
import { byText, type Range } from './text-tokens.ts';

/** Speech is billed by time, by characters or by tokens: which of them, a model's price says. */
type Unit = 'seconds' | 'characters' | 'tokens';

const unitOf = (price: Price | undefined): Unit =>
  price?.second !== undefined ? 'seconds' : price?.character !== undefined ? 'characters' : 'tokens';

/** Uncompressed sound of two channels, or video: no audio has more. */
const MOST_BYTES_A_SECOND = 200_000;
/** Some providers bill a short clip as this many seconds. */
const SHORTEST_BILLED_S = 10;
/** Audio and text tokens a second, from the vendors' own figures: OpenAI about 10 and 4, Gemini 32. */
const HEARD_TOKENS: Range = { low: 8, high: 40 };
const WRITTEN_TOKENS: Range = { low: 0, high: 12 };
const SPOKEN_TOKENS: Range = { low: 15, high: 50 };

/** What a transcription will use, in the unit that the price is in. */
export function transcribeUsage(request: CapabilityRequest<'transcribe'>, price: Price | undefined): UsageEstimate {
  const seconds = lengthOf(request);
  if (unitOf(price) === 'seconds') {
    return { low: { seconds: seconds.low }, high: { seconds: Math.max(SHORTEST_BILLED_S, seconds.high * 1.05) } };
  }
  const prompt = byText(request.prompt ?? '');
  return {
    low: { input: Math.ceil(seconds.low * HEARD_TOKENS.low), output: WRITTEN_TOKENS.low },
    high: {
      input: Math.ceil(seconds.high * HEARD_TOKENS.high) + prompt.high,
      output: Math.ceil(seconds.high * WRITTEN_TOKENS.high),
    },
  };
}

/** Seconds of the audio: known, or between what its bytes could be at the least and at the most. */
export function lengthOf({ audio, durationS }: Pick<CapabilityRequest<'transcribe'>, 'audio' | 'durationS'>): Range {
  const bytes = audio.bytes.byteLength;
  return durationS === undefined
    ? { low: bytes / MOST_BYTES_A_SECOND, high: bytes / FEWEST_BYTES_A_SECOND }
    : { low: durationS, high: durationS };
}

/** What a text will use when it is spoken, in the unit that the price is in. */
export function speakUsage(request: CapabilityRequest<'speak'>, price: Price | undefined): UsageEstimate {
  const unit = unitOf(price);
  if (unit === 'characters') {
    const characters = [...request.text].length;
    // Some providers count a character of a wide script as two.
    return { low: { characters }, high: { characters: characters + wideOf(request.text) } };
  }
  const seconds = speechSeconds(request);
  if (unit === 'seconds') return { low: { seconds: seconds.low }, high: { seconds: seconds.high } };
  const input = byText(request.text);
  return {
    low: { input: input.low, output: Math.ceil(seconds.low * SPOKEN_TOKENS.low) },
    high: { input: input.high, output: Math.ceil(seconds.high * SPOKEN_TOKENS.high) },
  };
}

/** How long a text takes to say: letters quickly, ideographs a syllable or two each, digits as words. */
export function speechSeconds({ text, speed = 1 }: Pick<CapabilityRequest<'speak'>, 'text' | 'speed'>): Range {
  const wide = wideOf(text) + (text.match(/\p{Nd}/gu)?.length ?? 0);
  const narrow = Math.max(0, [...text].length - wide);
  return { low: (narrow * 0.04 + wide * 0.1) / speed, high: (1 + narrow * 0.12 + wide * 0.5) / speed };
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const wideOf = (text: string): number => text.match(WIDE)?.length ?? 0;

/** The cost of what was used. Usage in further units than the billed one is told, and costs nothing more. */
export function costOfSpeech(usage: Usage, price: Price | undefined): MicroUsd | undefined {
  const { seconds, characters, ...tokens } = usage;
  const billed: Usage = { seconds: { seconds }, characters: { characters }, tokens }[unitOf(price)];
  const isMeasured = Object.values(billed).some((value) => value !== undefined);
  return isMeasured ? costOf(billed, price) : undefined;
}
