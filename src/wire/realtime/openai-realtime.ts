import type { VoiceRequest } from '../../core/voice.ts';
import { rateOf, type VoiceFamily, type VoiceOpening } from './codec.ts';
import { openaiCodec } from './openai-codec.ts';
import {
  OPENAI_RATE,
  openaiSession,
  type SessionShape,
  transcriptionSession,
  voiceLiveSession,
  xaiSession,
} from './openai-sessions.ts';
import { clientSecret } from './openai-token.ts';

/** What writes down the user beside the model that listens. */
const TRANSCRIBER = 'gpt-transcribe';

const ofOpenai = (model: string): string => model.replace(/^openai\//, '');

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

/** What OpenAI's own server takes, short-lived keys included. */
export const openaiVoice: OpenAiRealtimeDialect = {
  token: clientSecret((request) => openaiSession({ transcriber: TRANSCRIBER })(request, OPENAI_RATE)),
};

/** xAI's, which remembers a lost conversation and takes other rates. */
export const xaiVoice: OpenAiRealtimeDialect = {
  session: xaiSession({ transcriber: 'grok-transcribe' }),
  rates: [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000],
  resumes: true,
  isCancelledByUs: true,
  truncates: false,
  token: clientSecret(() => ({}), { url: () => 'wss://api.x.ai/v1/realtime', isBare: true }),
};

/** Azure's own agents: the preview's shape of a session, under a dated version. */
export const azureVoiceLive: OpenAiRealtimeDialect = {
  session: voiceLiveSession({ transcriber: 'azure-speech' }),
  opening: ({ model }) => ({ path: '/voice-live/realtime', query: { 'api-version': '2025-10-01', model } }),
  rates: [16_000, 24_000],
};

/** Cloudflare's gateway in front of OpenAI: `openai/<model>`, because the way there names the provider. */
export const gatewayVoice: OpenAiRealtimeDialect = {
  opening: ({ model }) => ({ path: '/openai', host: 'realtime', query: { model: ofOpenai(model) } }),
  session: (request, rate) =>
    openaiSession({ transcriber: TRANSCRIBER })({ ...request, model: ofOpenai(request.model) }, rate),
};

/** Speech to speech in OpenAI's protocol, which others took over. */
export const openaiRealtime = ({
  session = openaiSession({ transcriber: TRANSCRIBER }),
  opening = ({ model }) => ({ path: '/realtime', query: { model } }),
  rates = [],
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
    const rate = rateOf(request, rates, OPENAI_RATE);
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
