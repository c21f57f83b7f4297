import { randomUUID } from 'node:crypto';
import type { Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { SpeakOptions, SpeakRequest, SpeakResult } from '../../core/speak.ts';
import { readElevenlabsError } from '../elevenlabs-error.ts';
import { defined, type Json } from '../read.ts';
import { openMessagesIfServed } from '../socket-messages.ts';
import { type Sound, soundOf } from '../speak/audio-answer.ts';
import { passOn, type SpeakWire, spokenOverHttp } from '../speak/speak-wire.ts';
import { isHasty } from '../speak/wishes.ts';
import { modelOf } from './models.ts';
import { bodyOf, FORMATS, RATE, type Wish, wishOf } from './request.ts';
import { closing, contextMessages, dialogueMessages, soundOfSocket, streamInputMessages } from './socket.ts';

/** George, one of the voices that every account has until the end of 2026; `ELEVENLABS_VOICE_ID` names another. */
export const ELEVENLABS_VOICE = 'JBFqnCBsd6RMkjVDRZzb';

const voiceOf = ({ setting }: Pick<Endpoint, 'setting'>): string => setting('voice') ?? ELEVENLABS_VOICE;

const http: SpeakWire = {
  limits: (model) => ({ maxCharacters: modelOf(model).maxCharacters, formats: FORMATS }),
  encode(request, from) {
    const wish = wishOf(request, voiceOf(from));
    const { path, output, optimisation, notes } = wish;
    return {
      path: `${path}/stream`,
      query: {
        output_format: output,
        ...(optimisation !== undefined && { optimize_streaming_latency: optimisation }),
      },
      body: bodyOf(request, wish),
      rate: RATE,
      notes,
    };
  },
  async *decode(answer, provider): Sound {
    yield* soundOf(answer, provider);
    const characters = Number(answer.headers['character-cost']);
    return characters > 0 ? { usage: { characters } } : undefined;
  },
  decodeError: ({ body }) => readElevenlabsError(body),
};

/** A way over a socket: its address, what is said on it, and what stops it. */
type Way = {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly messages: readonly Json[];
  readonly farewell: readonly Json[];
  readonly context?: string;
};

export function wayOf({ model, text, latency }: SpeakRequest, wish: Wish): Way {
  const { voice, path, output, language, optimisation } = wish;
  const opening = defined({ voice_settings: wish.voiceSettings });
  const query = {
    model_id: model,
    output_format: output,
    ...(language !== undefined && { language_code: language }),
  };
  if (modelOf(model).sockets === 'dialogue') {
    const messages = dialogueMessages(text, opening, voice);
    return { path: '/v1/text-to-dialogue/stream-input', query, messages, farewell: [] };
  }
  // Without `auto_mode` the provider waits for more text than a short answer has.
  if (latency === 'lowest_latency') {
    const context = randomUUID();
    return {
      path: `${path}/multi-stream-input`,
      query: { ...query, auto_mode: 'true', apply_text_normalization: 'off' },
      messages: contextMessages(text, opening, context),
      farewell: [closing(context), { close_socket: true }],
      context,
    };
  }
  return {
    path: `${path}/stream-input`,
    query: {
      ...query,
      auto_mode: 'true',
      ...(optimisation !== undefined && { optimize_streaming_latency: optimisation }),
    },
    messages: streamInputMessages(text, opening),
    farewell: [],
  };
}

/** Over a socket, or `undefined` where none is served. */
async function spokenOverSocket(
  endpoint: Endpoint,
  request: SpeakRequest,
  options: SpeakOptions,
): Promise<SpeakResult | undefined> {
  const { provider } = endpoint;
  const wish = wishOf(request, voiceOf(endpoint));
  const { path, query, farewell, ...said } = wayOf(request, wish);
  const socket = await openMessagesIfServed(endpoint, path, {
    query,
    farewell,
    signal: options.signal,
    decodeError: ({ body }) => readElevenlabsError(body),
  });
  if (socket === undefined) return undefined;
  const sound = soundOfSocket(socket, { ...said, provider });
  return passOn(sound, { provider, request, options, notes: wish.notes, rate: RATE });
}

/**
 * ElevenLabs' voices, by the way that the wanted latency asks for:
 *
 * - `lowest_latency`: the multi-context socket, whose `close_context` also stops a text that nobody waits for any more;
 * - `low_latency`: the `stream-input` socket;
 * - both for the models that these sockets refuse (v3, v4) and that are made for quick answers: the dialogue socket;
 * - everything else: chunked HTTP, which alone knows the texts before and after and sees the whole text at once, so that
 *   its sound is better. So do the later pieces of a text that was cut: its first sound has been heard by then, and they
 *   have to go on in its tone.
 */
export const elevenlabsSpeak = (): CapabilityFactory<'speak'> => (endpoint) => ({
  limits: http.limits,
  async speak(request, options) {
    const { sockets, isSocketOnly = false, hasContext } = modelOf(request.model);
    const isLater = hasContext && request.before !== undefined;
    const isQuick = isSocketOnly || (sockets !== undefined && isHasty(request.latency) && !isLater);
    const spoken = isQuick ? await spokenOverSocket(endpoint, request, options) : undefined;
    if (spoken !== undefined) return spoken;
    if (isSocketOnly) {
      const message = `${request.model} speaks over a socket alone, and none is served.`;
      throw new ProviderError('unsupported', { provider: endpoint.provider, message, processed: false });
    }
    return spokenOverHttp(http, endpoint, request, options);
  },
});
