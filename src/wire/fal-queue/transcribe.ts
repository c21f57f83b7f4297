import type { TranscribeRequest } from '../../core/transcribe.ts';
import { audioType } from '../audio-file.ts';
import { chunkOf } from '../huggingface-asr.ts';
import { dataUrl } from '../media.ts';
import { defined, filled, type Json, list, record, records, text } from '../read.ts';
import { baseLanguage, dropped } from '../transcribe-wishes.ts';
import { areWords, type Heard, spanOf, spans } from '../transcription.ts';

const isScribe = (model: string): boolean => model.includes('elevenlabs');
const isWizper = (model: string): boolean => model.includes('wizper');

/** The input of a recogniser on fal, in the words of its family. */
export function encodeInput(request: TranscribeRequest): { readonly input: Json; readonly notes: readonly string[] } {
  const { model, audio, timestamps, diarize, prompt } = request;
  const language = baseLanguage(request.language);
  const audioUrl = dataUrl({ ...audio, mimeType: audioType(audio) });
  if (isScribe(model)) {
    return {
      input: defined({ audio_url: audioUrl, language_code: language, diarize: diarize === true }),
      notes: dropped(request, { prompt: true }),
    };
  }
  const isPlain = isWizper(model);
  return {
    input: defined({
      audio_url: audioUrl,
      task: 'transcribe',
      // Without a language Wizper translates into English.
      language: language ?? (isPlain ? null : undefined),
      chunk_level: timestamps === 'word' && !isPlain ? 'word' : 'segment',
      diarize: diarize === true && !isPlain ? true : undefined,
      prompt: isPlain ? undefined : prompt,
    }),
    notes: isPlain ? dropped(request, { speakers: true, wordTimes: true, prompt: true }) : [],
  };
}

/** `{text, chunks}` of the Whispers, `{text, words}` of Scribe. */
export function decodeOutput(
  answer: Json,
  asked: Pick<TranscribeRequest, 'timestamps' | 'durationS' | 'diarize'>,
): Heard {
  const chunks = spans(records(answer.chunks), (chunk) => chunkOf(chunk, asked.durationS));
  const scribe = records(answer.words).filter(({ type }) => type !== 'spacing');
  const words = spans(scribe, (word) =>
    spanOf({ ...word, start: word.start, end: word.end, text: word.text, speaker: word.speaker_id }),
  );
  const isWords = asked.timestamps === 'word' && words.length === 0 && areWords(chunks);
  return {
    text: text(answer.text),
    language:
      filled(list(answer.inferred_languages)[0]) ?? filled(list(answer.languages)[0]) ?? filled(answer.language_code),
    segments: isWords ? [] : chunks,
    words: isWords ? chunks : words,
  };
}

/** Whether an object is the output of a recogniser. */
export const isOutput = (answer: Json): boolean =>
  typeof answer.text === 'string' && record(answer.error) === undefined;
