import { ProviderError } from '../../core/errors.ts';
import type { VoiceRequest } from '../../core/voice.ts';
import { answerError } from '../../http/errors.ts';
import { count, defined, type Json, record, records, text } from '../read.ts';
import { listening, rateOf, silence, textOf, type VoiceCodec, type VoiceFamily, type VoiceLine } from './codec.ts';
import { grantedToken } from './deepgram-token.ts';

export const DEEPGRAM_RATES: readonly number[] = [8_000, 16_000, 24_000, 32_000, 44_100, 48_000];
const RATE = 16_000;
/** It hangs up after ten seconds without sound. */
const KEEP_ALIVE_MS = 5_000;

export const deepgramError = (provider: string, message: Json): ProviderError =>
  answerError(provider, defined({ message: text(message.description), code: text(message.code) }), true);

/** `NET-0001` and its like stand in the reason of the close frame. */
export const deepgramEnd = (provider: string, reason: string): ProviderError | undefined => {
  const code = /^(NET|DATA)-\d{4}/.exec(reason)?.[1];
  if (code === undefined) return undefined;
  return new ProviderError(code === 'NET' ? 'timeout' : 'bad_request', { provider, message: `${provider}: ${reason}` });
};

const query = (request: VoiceRequest, rate: number): Record<string, string> => ({
  model: request.model,
  encoding: 'linear16',
  sample_rate: String(rate),
  channels: '1',
  interim_results: 'true',
  smart_format: 'true',
  vad_events: 'true',
  ...(request.language !== undefined && { language: request.language }),
  ...(request.turnDetection === 'none'
    ? { endpointing: 'false' }
    : request.vad?.silenceMs !== undefined && { endpointing: String(Math.round(request.vad.silenceMs)) }),
});

/** Deepgram's Nova: what is heard is fixed piece by piece until a pause, or `Finalize`, ends the utterance. */
function novaCodec(line: VoiceLine, rate: number): VoiceCodec {
  let fixed = '';
  const whole = (more: string): string => (fixed === '' || more === '' ? fixed + more : `${fixed} ${more}`);
  const finish = (): void => {
    const said = fixed;
    fixed = '';
    line.emit({ type: 'user-transcript', text: said, isFinal: true });
  };
  return {
    ...listening(line),
    audioIn: rate,
    open: () => line.ready(),
    audio: (frame) => line.send(frame),
    commit: () => line.send('{"type":"Finalize"}'),
    receive: (message) => {
      switch (textOf(message, 'type')) {
        case 'Results': {
          const alternative = records(record(message.channel)?.alternatives)[0] ?? {};
          const heard = textOf(alternative, 'transcript');
          if (message.is_final !== true) {
            line.emit({ type: 'user-transcript', text: whole(heard), isFinal: false });
            return;
          }
          fixed = whole(heard);
          const hasPaused = message.speech_final === true && fixed !== '';
          if (hasPaused) line.emit({ type: 'speech-stopped' });
          if (hasPaused || message.from_finalize === true) finish();
          else if (fixed !== '') line.emit({ type: 'user-transcript', text: fixed, isFinal: false });
          return;
        }
        case 'UtteranceEnd':
          if (fixed !== '') finish();
          return;
        case 'SpeechStarted':
          line.emit({ type: 'speech-started' });
          return;
        case 'Metadata': {
          const seconds = count(message.duration);
          if (seconds !== undefined) line.emit({ type: 'usage', usage: { seconds } });
          return line.over();
        }
        case 'Error':
          line.emit({ type: 'error', error: deepgramError(line.provider, message) });
      }
    },
    keepAlive: { everyMs: KEEP_ALIVE_MS, say: () => line.send('{"type":"KeepAlive"}') },
    goodbye: () => line.send('{"type":"CloseStream"}'),
    flush: () => {
      if (fixed !== '') finish();
    },
    endError: ({ reason }) => deepgramEnd(line.provider, reason),
  };
}

/** Deepgram's Flux, which thinks in turns: each message says the whole of the turn so far. */
function fluxCodec(line: VoiceLine, rate: number): VoiceCodec {
  let hasAudio = false;
  return {
    ...listening(line),
    audioIn: rate,
    // Its first message confirms the session.
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
        case 'Connected':
          return line.ready();
        case 'TurnInfo': {
          const heard = textOf(message, 'transcript');
          const event = textOf(message, 'event');
          if (event === 'StartOfTurn') line.emit({ type: 'speech-started' });
          if (event === 'EndOfTurn') line.emit({ type: 'speech-stopped' });
          line.emit({ type: 'user-transcript', text: heard, isFinal: event === 'EndOfTurn' });
          return;
        }
        case 'Error':
          return line.fail(deepgramError(line.provider, message));
        case 'ConfigureFailure':
          line.emit({ type: 'error', error: deepgramError(line.provider, message) });
      }
    },
    goodbye: () => line.send('{"type":"CloseStream"}'),
    endError: ({ reason }) => deepgramEnd(line.provider, reason),
  };
}

const nova: VoiceFamily = {
  recovery: 'reopen',
  opening: (request) => ({ path: '/v1/listen', query: query(request, rateOf(request, DEEPGRAM_RATES, RATE)) }),
  codec: (request, line) => novaCodec(line, rateOf(request, DEEPGRAM_RATES, RATE)),
  token: grantedToken('wss://api.deepgram.com/v1/listen'),
};

const flux: VoiceFamily = {
  recovery: 'reopen',
  opening: (request) => ({
    path: '/v2/listen',
    query: {
      model: request.model,
      encoding: 'linear16',
      sample_rate: String(rateOf(request, DEEPGRAM_RATES, RATE)),
      ...(request.language !== undefined && request.model.includes('multi') && { language_hint: request.language }),
    },
  }),
  codec: (request, line) => fluxCodec(line, rateOf(request, DEEPGRAM_RATES, RATE)),
  token: grantedToken('wss://api.deepgram.com/v2/listen'),
};

/** Deepgram's live transcription: each family of models has a path that refuses the other's. */
export const deepgramLive = (model: string): VoiceFamily => (model.startsWith('flux') ? flux : nova);
