import { ProviderError } from '../../core/errors.ts';
import type { VoiceRequest } from '../../core/voice.ts';
import { defined, type Json } from '../read.ts';
import { answered } from './answered.ts';
import type { VoiceContext, VoiceFamily, VoiceOpening } from './codec.ts';
import { geminiCodec } from './gemini-codec.ts';

const TOKEN_MS = { uses: 60_000, lives: 30 * 60_000 };
const SERVICE = 'google.ai.generativelanguage';

export type GeminiLiveDialect = {
  readonly opening: (request: VoiceRequest, context: Pick<VoiceContext, 'endpoint'>) => VoiceOpening;
  /** How a model is named in the setup. */
  readonly model: (model: string, context: Pick<VoiceContext, 'endpoint'>) => string;
  readonly token?: VoiceFamily['token'];
};

/** Models that speak by themselves choose the language by themselves too, unless they are told in words. */
const takesNoLanguage = (model: string): boolean => !/gemini-(2\.0|2\.5-flash-live|live-2\.5-flash$)/.test(model);

function setup(request: VoiceRequest, model: string, resume: string | undefined): Json {
  const { voice, language, tools, turnDetection, vad } = request;
  const isTold = language !== undefined && takesNoLanguage(model);
  const instructions = isTold
    ? [request.instructions, `Speak in the language ${JSON.stringify(language)}.`].filter(Boolean).join('\n\n')
    : request.instructions;
  const speech = defined({
    voiceConfig: voice === undefined ? undefined : { prebuiltVoiceConfig: { voiceName: voice } },
    languageCode: isTold ? undefined : language,
  });
  const detection = defined({
    disabled: turnDetection === 'none' ? true : undefined,
    prefixPaddingMs: vad?.prefixMs,
    silenceDurationMs: vad?.silenceMs,
  });
  return defined({
    model,
    generationConfig: defined({
      responseModalities: ['AUDIO'],
      speechConfig: Object.keys(speech).length === 0 ? undefined : speech,
    }),
    systemInstruction: instructions === undefined ? undefined : { parts: [{ text: instructions }] },
    tools:
      tools === undefined || tools.length === 0
        ? undefined
        : [
            {
              functionDeclarations: tools.map(({ name, description, parameters }) =>
                defined({ name, description, parametersJsonSchema: parameters }),
              ),
            },
          ],
    realtimeInputConfig: Object.keys(detection).length === 0 ? undefined : { automaticActivityDetection: detection },
    sessionResumption: defined({ handle: resume }),
    // Without it a session ends after fifteen minutes.
    contextWindowCompression: { slidingWindow: {} },
    inputAudioTranscription: {},
    outputAudioTranscription: {},
  });
}

/** Gemini's Live API, which knows a lost session by its handle. */
export const geminiLive = ({ opening, model, token }: GeminiLiveDialect): VoiceFamily => ({
  recovery: 'resume',
  opening,
  codec: (request, line, { endpoint, resume, history }) =>
    geminiCodec(line, {
      setup: setup(request, model(request.model, { endpoint }), resume),
      isManual: request.turnDetection === 'none',
      history: resume === undefined ? history : undefined,
    }),
  ...(token !== undefined && { token }),
});

const collected = (model: string): string => (model.includes('/') ? model : `models/${model}`);

/** Google AI: the key goes into a header, where the handshake is let in by it as well as in the query. */
export const googleLive: GeminiLiveDialect = {
  opening: () => ({ path: `/ws/${SERVICE}.v1beta.GenerativeService.BidiGenerateContent`, host: 'live' }),
  model: collected,
  token: async (request, { endpoint, signal }) => {
    const now = Date.now();
    const body = {
      uses: 1,
      newSessionExpireTime: new Date(now + TOKEN_MS.uses).toISOString(),
      expireTime: new Date(now + TOKEN_MS.lives).toISOString(),
      bidiGenerateContentSetup: { model: collected(request.model) },
    };
    const answer = await answered(endpoint, endpoint.send('/v1alpha/auth_tokens', body, { signal, host: 'live' }));
    const url = `wss://generativelanguage.googleapis.com/ws/${SERVICE}.v1alpha.GenerativeService.BidiGenerateContentConstrained`;
    return { token: answer.text('name'), url, expiresAt: now + TOKEN_MS.lives };
  },
};

/** Vertex AI: the same messages at a regional host, with the model's whole name. */
export const vertexLive: GeminiLiveDialect = {
  opening: (_request, { endpoint }) => ({
    path: '/ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent',
    host: endpoint.setting('location') === 'global' ? 'live-global' : 'live',
  }),
  model: (model, { endpoint }) => {
    const [project, location] = [endpoint.setting('project'), endpoint.setting('location')];
    if (project === undefined) {
      const { provider } = endpoint;
      throw new ProviderError('not_configured', { provider, hint: 'Set GOOGLE_VERTEX_PROJECT.', processed: false });
    }
    return model.includes('/') ? model : `projects/${project}/locations/${location}/publishers/google/models/${model}`;
  },
};
