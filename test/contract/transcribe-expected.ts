// An independent reading of recorded transcripts, written from the vendors' documents and not from the decoders.
// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import type { Recording } from '../upstream.ts';

export type ExpectedTranscript = {
  /** Compared without spaces, because vendors join their pieces differently. */
  text: string;
  words: { text: string; start: number; end: number; speaker?: string }[];
  language?: string;
  duration?: number;
  usage?: Record<string, number>;
};

const plain = (words: any[], text: (word: any) => string = (word) => word.word): ExpectedTranscript['words'] =>
  (words ?? []).map((word) => ({ text: text(word).trim(), start: word.start, end: word.end }));

const openai = (body: any): ExpectedTranscript => ({
  text: body.text,
  words: plain(body.words),
  language: body.language ?? undefined,
  duration: body.duration,
  usage:
    body.usage?.type === 'tokens'
      ? { input: body.usage.input_tokens, output: body.usage.output_tokens }
      : body.usage?.seconds !== undefined
        ? { seconds: body.usage.seconds }
        : undefined,
});

const deepgram = (body: any): ExpectedTranscript => {
  const best = body.results.channels[0].alternatives[0];
  return {
    text: best.transcript,
    words: plain(best.words, (word) => word.punctuated_word ?? word.word),
    duration: body.metadata.duration,
  };
};

const protoSeconds = (time: any): number => Number(time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e9;

const READERS: Readonly<Record<string, (body: any) => ExpectedTranscript>> = {
  deepgram,
  elevenlabs: (body) => ({
    text: body.text,
    words: plain(
      body.words.filter((word: any) => word.type !== 'spacing'),
      (word) => word.text,
    ),
    language: body.language_code,
  }),
  assemblyai: (body) => ({
    text: body.text,
    words: body.words.map((word: any) => ({
      text: word.text,
      start: word.start / 1000,
      end: word.end / 1000,
      speaker: word.speaker ?? undefined,
    })),
    language: body.language_code,
    duration: body.audio_duration,
  }),
  gladia: (body) => ({
    text: body.result.transcription.full_transcript,
    words: plain(body.result.transcription.utterances.flatMap((one: any) => one.words)),
    language: body.result.transcription.languages[0],
    duration: body.result.metadata.audio_duration,
  }),
  speechmatics: (body) => ({
    // Recorded with the provider's own joining.
    text: body.metadata?.transcript ?? body.words.map((word: any) => word.name).join(' '),
    words: [],
  }),
  revai: (body) => {
    const elements = body.monologues.flatMap((one: any) => one.elements);
    return { text: elements.map((one: any) => one.value).join(''), words: [] };
  },
  xai: (body) => ({ ...openai({ ...body, words: [] }), words: plain(body.words, (word) => word.text) }),
  fal: (body) => ({
    text: body.text,
    words: [],
    language: (body.inferred_languages ?? body.languages)?.[0],
  }),
  'google-speech': (body) => ({
    text: body.results.map((result: any) => result.alternatives[0].transcript).join(' '),
    words: body.results.flatMap((result: any) =>
      result.alternatives[0].words.map((word: any) => ({
        text: word.word,
        start: protoSeconds(word.startTime),
        end: protoSeconds(word.endTime),
      })),
    ),
    language: body.results[0].languageCode,
  }),
  'ibm-watson-speech': (body) => {
    const results = body.results[0].results;
    return {
      text: results.map((result: any) => result.alternatives[0].transcript).join(' '),
      words: results.flatMap((result: any) =>
        result.alternatives[0].timestamps.map(([text, start, end]: any) => ({ text, start, end })),
      ),
    };
  },
};

/** What a recorded transcript says. Most vendors speak OpenAI's shape. */
export const expectedTranscript = ({ provider, response }: Recording): ExpectedTranscript =>
  (READERS[provider] ?? openai)(response.body);
