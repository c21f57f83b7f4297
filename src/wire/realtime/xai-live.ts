import { answerError } from '../../http/errors.ts';
import { count, defined, filled, record, text } from '../read.ts';
import { listening, rateOf, silence, textOf, type VoiceCodec, type VoiceFamily, type VoiceLine } from './codec.ts';

const RATES: readonly number[] = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
const RATE = 16_000;

/** xAI's live transcription: pieces are fixed one by one, and the end of an utterance says all of it again. */
function sttCodec(line: VoiceLine, rate: number): VoiceCodec {
  let fixed = '';
  let hasAudio = false;
  const finish = (said: string): void => {
    fixed = '';
    line.emit({ type: 'user-transcript', text: said.trim(), isFinal: true });
  };
  return {
    ...listening(line),
    audioIn: rate,
    open: () => {},
    audio: (frame) => {
      hasAudio = true;
      line.send(frame);
    },
    commit: () => {
      if (hasAudio) line.send(silence(rate));
      hasAudio = false;
      // The text of it may have come before.
      line.idle();
    },
    receive: (message) => {
      switch (textOf(message, 'type')) {
        case 'transcript.created':
          return line.ready();
        case 'transcript.partial': {
          const heard = textOf(message, 'text');
          if (message.speech_final === true) {
            line.emit({ type: 'speech-stopped' });
            return finish(heard === '' ? fixed : heard);
          }
          const soFar = fixed === '' || heard === '' ? fixed + heard : `${fixed} ${heard}`;
          if (message.is_final === true) fixed = soFar;
          line.emit({ type: 'user-transcript', text: soFar, isFinal: false });
          return;
        }
        case 'transcript.done': {
          if (fixed !== '') finish(fixed);
          const seconds = count(message.duration);
          if (seconds !== undefined) line.emit({ type: 'usage', usage: { seconds } });
          return line.over();
        }
        case 'error': {
          const error = record(message.error) ?? message;
          const reading = defined({ message: text(error.message), code: filled(error.code) });
          line.emit({ type: 'error', error: answerError(line.provider, reading, true) });
        }
      }
    },
    goodbye: () => line.send('{"type":"audio.done"}'),
    flush: () => {
      if (fixed !== '') finish(fixed);
    },
  };
}

/** xAI's live transcription. The service chooses the model. */
export const xaiLive: VoiceFamily = {
  recovery: 'reopen',
  opening: (request) => ({
    path: '/stt',
    query: {
      sample_rate: String(rateOf(request, RATES, RATE)),
      encoding: 'pcm',
      interim_results: 'true',
      ...(request.language !== undefined && { language: request.language }),
      ...(request.vad?.silenceMs !== undefined && { endpointing: String(Math.round(request.vad.silenceMs)) }),
    },
  }),
  codec: (request, line) => sttCodec(line, rateOf(request, RATES, RATE)),
};
