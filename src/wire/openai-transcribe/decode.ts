import { usdToMicro } from '../../core/money.ts';
import type { TranscribeRequest, TranscriptSegment } from '../../core/transcribe.ts';
import type { Usage } from '../../core/usage.ts';
import { count, defined, filled, type Json, list, record, records, text } from '../read.ts';
import { answerOf, areWords, type Heard, numberOf, spanOf, spans } from '../transcription.ts';
import type { OpenAiTranscribeDialect } from './dialect.ts';

/** `json`, `verbose_json` or `diarized_json`, whichever the server answers with. */
export function decodeResponse(
  body: unknown,
  asked: Pick<TranscribeRequest, 'timestamps' | 'diarize'>,
  { provider, dialect }: { readonly provider: string; readonly dialect: OpenAiTranscribeDialect },
): Heard {
  const answer = answerOf(body, provider, ({ text: said }) => typeof said === 'string');
  const own = records(answer.segments);
  // Together puts speakers into a list beside the segments, others into the words of each segment.
  const speakers = records(answer.speaker_segments);
  const segments = spans(speakers.length > 0 ? speakers : own, segmentOf);
  const top = records(answer.words);
  const words = spans(top.length > 0 ? top : own.flatMap((segment) => records(segment.words)), wordOf);
  const mayBeWords = dialect.segmentsAreWords === true && asked.timestamps === 'word' && words.length === 0;
  const isWords = mayBeWords && areWords(segments);
  const hasSpeakers = segments.some(({ speaker }) => speaker !== undefined);
  const isBySpeaker = asked.diarize === true && !hasSpeakers && words.some(({ speaker }) => speaker !== undefined);
  const durationS = numberOf(answer.duration);
  const usage = usageOf(record(answer.usage), durationS);
  const cost = count(record(answer.usage)?.cost);
  return {
    text: text(answer.text),
    language: languageOf(answer),
    durationS,
    segments: isWords || isBySpeaker ? [] : segments,
    words: isWords ? segments : words,
    model: filled(answer.model),
    ...(usage !== undefined && { usage }),
    ...(dialect.statesCost === true && cost !== undefined && { costMicroUsd: usdToMicro(cost) }),
  };
}

/** Whisper states how probable a segment's tokens are on average, as a logarithm. */
const segmentOf = (segment: Json): TranscriptSegment | undefined =>
  spanOf({
    ...times(segment),
    text: segment.text,
    speaker: segment.speaker ?? segment.speaker_id,
    confidence: segment.confidence ?? segment.score ?? fromLogarithm(segment.avg_logprob),
  });

const wordOf = (word: Json): TranscriptSegment | undefined =>
  spanOf({
    ...times(word),
    text: word.word ?? word.text,
    speaker: word.speaker ?? word.speaker_id,
    confidence: word.confidence ?? word.probability,
  });

/** Parakeet and its like write `[start, end]`. */
function times(item: Json): { readonly start: unknown; readonly end: unknown } {
  const [start, end] = list(item.timestamp);
  return { start: item.start ?? start, end: item.end ?? end };
}

const fromLogarithm = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value <= 0
    ? Math.round(Math.exp(value) * 10_000) / 10_000
    : undefined;

/** A code, a name (`english`), or the list of those that were heard. */
function languageOf(answer: Json): string | undefined {
  return filled(answer.language) ?? filled(records(answer.languages)[0]?.code) ?? filled(list(answer.languages)[0]);
}

/** Seconds where the length is billed, tokens where they are, both where both are told. */
function usageOf(usage: Json | undefined, durationS: number | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const seconds = numberOf(usage.seconds) ?? numberOf(usage.prompt_audio_seconds);
  const output = count(usage.output_tokens) ?? count(usage.completion_tokens);
  const total = count(usage.total_tokens);
  // Audio tokens stand beside the prompt's: only the total has them all.
  const input =
    count(usage.input_tokens) ??
    (total === undefined || output === undefined ? count(usage.prompt_tokens) : Math.max(0, total - output));
  const hasTokens = (input ?? 0) + (output ?? 0) > 0;
  if (!hasTokens) return { ...defined({ seconds: seconds ?? durationS }) };
  return { ...defined({ input, output, seconds }) };
}
