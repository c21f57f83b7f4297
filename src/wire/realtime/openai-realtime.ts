import type { VoiceRequest } from '../../core/voice.ts';
import type { VoiceFamily, VoiceOpening } from './codec.ts';
import { openaiCodec } from './openai-codec.ts';
import { OPENAI_RATE, openaiSession, type SessionShape, transcriptionSession } from './openai-sessions.ts';
import { clientSecret } from './openai-token.ts';

/** What writes down the user beside the model that listens. */
const TRANSCRIBER = 'gpt-transcribe';

export type OpenAiRealtimeDialect = {
  readonly session?: SessionShape;
  /** Path, query and host; `/realtime?model=` when absent. */
  readonly opening?: (request: VoiceRequest) => VoiceOpening;
  /** Sample rates that may be asked for beside 24 kHz. */
  readonly rates?: readonly number[];
  /** The conversation's id brings a lost one back, as `conversation_id` in the query. */
  readonly resumes?: boolean;
  /** A reply that the user speaks into has to be cancelled. */
  readonly isCancelledByUs?: boolean;
  /** It can be told how much of a reply was heard. */
  readonly truncates?: boolean;
  /** Where short-lived keys come from; none when absent. */
  readonly token?: VoiceFamily['token'];
};

/** The rate of the caller's audio where it is one of those allowed, else 24 kHz. */
export const rateFor = ({ preferredRate }: VoiceRequest, rates: readonly number[] = []): number =>
  preferredRate !== undefined && rates.includes(preferredRate) ? preferredRate : OPENAI_RATE;

/** What OpenAI's own server takes, short-lived keys included. */
export const openaiVoice: OpenAiRealtimeDialect = {
  token: clientSecret((request) => openaiSession({ transcriber: TRANSCRIBER })(request, OPENAI_RATE)),
};

/** Speech to speech in OpenAI's protocol, which others took over. */
export const openaiRealtime = ({
  session = openaiSession({ transcriber: TRANSCRIBER }),
  opening = ({ model }) => ({ path: '/realtime', query: { model } }),
  rates,
  resumes = false,
  isCancelledByUs = false,
  truncates = true,
  token,
}: OpenAiRealtimeDialect = {}): VoiceFamily => ({
  recovery: resumes ? 'resume' : 'replay',
  opening: (request, { resume }) => {
    const { query, ...where } = opening(request);
    return { ...where, query: { ...query, ...(resumes && resume !== undefined && { conversation_id: resume }) } };
  },
  codec: (request, line, { resume, history }) => {
    const rate = rateFor(request, rates);
    return openaiCodec(line, {
      rate,
      mode: 'converse',
      session: session(request, rate),
      truncates,
      resumes,
      isCancelledByUs,
      // A resumed conversation knows what was said.
      history: resumes && resume !== undefined ? undefined : history,
    });
  },
  ...(token !== undefined && { token }),
});

/** OpenAI's live transcription: the same messages without replies. */
export const openaiLiveTranscription = (dialect: Pick<OpenAiRealtimeDialect, 'opening'> = {}): VoiceFamily => ({
  recovery: 'reopen',
  opening: dialect.opening ?? (() => ({ path: '/realtime', query: { intent: 'transcription' } })),
  codec: (request, line) =>
    openaiCodec(line, {
      rate: OPENAI_RATE,
      mode: 'transcribe',
      session: transcriptionSession(request, OPENAI_RATE),
      truncates: false,
      resumes: false,
    }),
  token: clientSecret((request) => transcriptionSession(request, OPENAI_RATE)),
});
