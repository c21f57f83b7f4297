import { ProviderError } from '../../core/errors.ts';
import type { VoiceItem, VoiceRequest } from '../../core/voice.ts';
import { answerError } from '../../http/errors.ts';
import { count, defined, filled, type Json, record, text } from '../read.ts';
import { answered } from './answered.ts';
import {
  audioOf,
  base64Of,
  pauses,
  silence,
  textOf,
  Unreadable,
  type VoiceCodec,
  type VoiceContext,
  type VoiceFamily,
  type VoiceLine,
} from './codec.ts';
import { createLift } from './lift.ts';

const lift = createLift('audio_base_64', /"audio_event"/);

/** The model that stands for the agent in the settings; any other model is the id of an agent. */
export const CONFIGURED_AGENT = 'agent';
const RATE = 16_000;
/** The protocol has no word for the end of a reply: it has ended when nothing more comes of it. */
const REPLY_ENDS_MS = 2_000;

function agentId({ model }: VoiceRequest, { endpoint }: Pick<VoiceContext, 'endpoint'>): string {
  const id = model === CONFIGURED_AGENT ? endpoint.setting('agentId') : model;
  if (id !== undefined) return id;
  throw new ProviderError('not_configured', {
    provider: endpoint.provider,
    message: 'A conversation needs an agent that was made before.',
    hint: 'Set ELEVENLABS_AGENT_ID, or name the agent as the model.',
    processed: false,
  });
}

const overrides = ({ instructions, language, voice }: VoiceRequest): Json | undefined => {
  const agent = defined({
    prompt: instructions === undefined ? undefined : { prompt: instructions },
    language,
  });
  const override = defined({
    agent: Object.keys(agent).length === 0 ? undefined : agent,
    tts: voice === undefined ? undefined : { voice_id: voice },
  });
  return Object.keys(override).length === 0 ? undefined : override;
};

/** `pcm_16000` as a rate. Fails the line for a format that is not PCM. */
function pcmRate(line: VoiceLine, format: string | undefined): number {
  if (format === undefined) return RATE;
  const rate = /^pcm_(\d+)$/.exec(format)?.[1];
  if (rate !== undefined) return Number(rate);
  line.fail(
    new ProviderError('unsupported', {
      provider: line.provider,
      message: `The agent is set to the audio format ${format}.`,
      hint: 'Set the agent to a PCM format.',
      processed: false,
    }),
  );
  return RATE;
}

function agentCodec(request: VoiceRequest, line: VoiceLine, history: readonly VoiceItem[]): VoiceCodec {
  const say = (message: Json): void => line.send(JSON.stringify(message));
  let audioIn = RATE;
  let audioOut = RATE;
  let said = '';
  let isReplying = false;
  /** Sound of this and of earlier events is not to be played any more. */
  let stoppedAt = -1;
  let latest = -1;
  let turn: string[] = [];
  const pause = pauses(line, () => say({ user_audio_chunk: base64Of(silence(audioIn)) }));
  const inner = (message: Json, field: string): Json => {
    const value = record(message[field]);
    if (value === undefined) throw new Unreadable(`${field} is missing`);
    return value;
  };
  const stop = (at: number): void => {
    stoppedAt = Math.max(stoppedAt, at);
    if (!isReplying) return;
    isReplying = false;
    line.emit({ type: 'interrupted' });
    line.emit({ type: 'turn-done' });
  };
  return {
    get audioIn() {
      return audioIn;
    },
    get audioOut() {
      return audioOut;
    },
    open: () =>
      say(defined({ type: 'conversation_initiation_client_data', conversation_config_override: overrides(request) })),
    audio: (frame) => {
      pause.audio();
      line.send(`{"user_audio_chunk":"${base64Of(frame)}"}`);
    },
    commit: () => {
      if (turn.length > 0) say({ type: 'user_message', text: turn.join('\n') });
      else pause.end();
      turn = [];
    },
    text: (content) => turn.push(content),
    toolResult: ({ id, output }) =>
      say({ type: 'client_tool_result', tool_call_id: id, result: output, is_error: false }),
    interrupt: () => stop(latest),
    lift,
    receive: (message, sound) => {
      switch (textOf(message, 'type')) {
        case 'ping': {
          const id = count(record(message.ping_event)?.event_id);
          if (id !== undefined) say({ type: 'pong', event_id: id });
          return line.pulse();
        }
        case 'audio': {
          const event = inner(message, 'audio_event');
          latest = count(event.event_id) ?? latest;
          const bytes = audioOf(event, 'audio_base_64', sound);
          if (latest <= stoppedAt && latest !== -1) return;
          isReplying = true;
          line.audio(bytes);
          return;
        }
        case 'conversation_initiation_metadata': {
          const event = inner(message, 'conversation_initiation_metadata_event');
          audioIn = pcmRate(line, text(event.user_input_audio_format));
          audioOut = pcmRate(line, text(event.agent_output_audio_format));
          if (history.length > 0) {
            const lines = history.map(({ role, text: spoken }) => `${role}: ${spoken}`);
            say({ type: 'contextual_update', text: `The conversation so far:\n${lines.join('\n')}` });
          }
          return line.ready();
        }
        case 'user_transcript': {
          const heard = textOf(inner(message, 'user_transcription_event'), 'user_transcript');
          pause.heard();
          line.emit({ type: 'user-transcript', text: heard, isFinal: true });
          return;
        }
        case 'tentative_user_transcript': {
          const heard = text(record(message.tentative_user_transcription_event)?.user_transcript) ?? '';
          line.emit({ type: 'user-transcript', text: heard, isFinal: false });
          return;
        }
        case 'agent_chat_response_part': {
          const part = inner(message, 'text_response_part');
          const delta = text(part.text) ?? '';
          said += delta;
          if (delta !== '') line.emit({ type: 'assistant-transcript', text: delta, isFinal: false });
          return;
        }
        case 'agent_response': {
          said = '';
          isReplying = true;
          const whole = textOf(inner(message, 'agent_response_event'), 'agent_response').trim();
          line.emit({ type: 'assistant-transcript', text: whole, isFinal: true });
          return;
        }
        case 'interruption':
          return stop(count(record(message.interruption_event)?.event_id) ?? latest);
        case 'client_tool_call': {
          const call = inner(message, 'client_tool_call');
          isReplying = false;
          line.emit({
            type: 'tool-request',
            id: textOf(call, 'tool_call_id'),
            name: textOf(call, 'tool_name'),
            arguments: JSON.stringify(record(call.parameters) ?? {}),
          });
          return;
        }
        case 'vad_score':
        case 'mcp_connection_status':
          return line.pulse();
        case 'client_error':
        case 'error': {
          const event = record(message.error_event) ?? record(message.client_error) ?? message;
          const reading = defined({ message: filled(event.message) ?? filled(event.reason), code: filled(event.code) });
          line.emit({ type: 'error', error: answerError(line.provider, reading, true) });
        }
      }
    },
    lull: (quietMs) => {
      if (!isReplying || quietMs < REPLY_ENDS_MS) return;
      isReplying = false;
      line.emit({ type: 'turn-done' });
    },
    flush: () => {
      if (said !== '') line.emit({ type: 'assistant-transcript', text: said, isFinal: true });
      said = '';
    },
  };
}

/** ElevenLabs' agents. Prompt, language and voice override the agent's where its owner allows it; its tools are its own. */
export const elevenlabsAgent: VoiceFamily = {
  recovery: 'replay',
  opening: (request, context) => {
    if (request.tools !== undefined && request.tools.length > 0) {
      throw new ProviderError('unsupported', {
        provider: context.endpoint.provider,
        message: 'An agent of ElevenLabs has its tools from its own settings.',
        hint: 'Add client tools to the agent and leave `tools` out: its calls arrive all the same.',
        processed: false,
      });
    }
    return { path: '/v1/convai/conversation', query: { agent_id: agentId(request, context) } };
  },
  codec: (request, line, { history = [] }) => agentCodec(request, line, history),
  token: async (request, { endpoint, signal }) => {
    const query = { agent_id: agentId(request, { endpoint }) };
    const path = '/v1/convai/conversation/get-signed-url';
    const url = (await answered(endpoint, endpoint.send(path, undefined, { signal, query }))).text('signed_url');
    return { token: URL.parse(url)?.searchParams.get('conversation_signature') ?? url, url };
  },
};
