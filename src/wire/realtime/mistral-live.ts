import type { Usage } from '../../core/usage.ts';
import { answerError } from '../../http/errors.ts';
import { count, defined, type Json, record, text } from '../read.ts';
import { base64Of, listening, rateOf, textOf, type VoiceCodec, type VoiceFamily, type VoiceLine } from './codec.ts';

const RATES: readonly number[] = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
const RATE = 16_000;
/** It does not say when all that was flushed has been written down. */
const FLUSHED_MS = 1_000;

function usageOf(usage: Json | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  return defined({
    input: count(usage.prompt_tokens),
    output: count(usage.completion_tokens),
    seconds: count(usage.prompt_audio_seconds),
  });
}

/** Mistral's live transcription: one text for the whole session, which grows. */
function mistralCodec(line: VoiceLine, rate: number): VoiceCodec {
  let heard = '';
  let language: string | undefined;
  let isFlushed = false;
  const finish = (): void => {
    const said = heard.trim();
    heard = '';
    isFlushed = false;
    line.emit({ type: 'user-transcript', text: said, isFinal: true, ...(language !== undefined && { language }) });
  };
  return {
    ...listening(line),
    audioIn: rate,
    open: () => {},
    audio: (frame) => {
      isFlushed = false;
      line.send(`{"type":"input_audio.append","audio":"${base64Of(frame)}"}`);
    },
    commit: () => {
      isFlushed = true;
      line.send('{"type":"input_audio.flush"}');
    },
    receive: (message) => {
      switch (textOf(message, 'type')) {
        case 'session.created': {
          const session = { audio_format: { encoding: 'pcm_s16le', sample_rate: rate } };
          line.send(JSON.stringify({ type: 'session.update', session }));
          return;
        }
        case 'session.updated':
          return line.ready();
        case 'transcription.language':
          language = textOf(message, 'audio_language');
          return;
        case 'transcription.text.delta':
          heard += textOf(message, 'text');
          line.emit({ type: 'user-transcript', text: heard.trim(), isFinal: false });
          return;
        case 'transcription.segment': {
          const said = textOf(message, 'text');
          // More may have been heard than the segment holds.
          const rest = heard.startsWith(said) ? heard.slice(said.length) : '';
          heard = said;
          finish();
          heard = rest;
          return;
        }
        case 'transcription.done': {
          if (heard !== '') finish();
          const usage = usageOf(record(message.usage));
          if (usage !== undefined) line.emit({ type: 'usage', usage });
          return line.over();
        }
        case 'error': {
          const { message: words, code } = record(message.error) ?? {};
          const detail = text(words) ?? (words === undefined ? undefined : JSON.stringify(words));
          const reading = defined({ message: detail, code: count(code)?.toString() });
          line.emit({ type: 'error', error: answerError(line.provider, reading, true) });
        }
      }
    },
    lull: (quietMs) => {
      if (isFlushed && quietMs >= FLUSHED_MS) finish();
    },
    goodbye: () => line.send('{"type":"input_audio.end"}'),
    flush: () => {
      if (heard !== '') finish();
    },
  };
}

/** Mistral's live transcription. */
export const mistralLive: VoiceFamily = {
  recovery: 'reopen',
  opening: ({ model }) => ({ path: '/audio/transcriptions/realtime', query: { model } }),
  codec: (request, line) => mistralCodec(line, rateOf(request, RATES, RATE)),
};
