import type { VoiceItem, VoiceRequest } from '../../core/voice.ts';
import { defined, type Json, records, text } from '../read.ts';
import { pauses, rateOf, silence, textOf, type VoiceCodec, type VoiceFamily, type VoiceLine } from './codec.ts';
import { DEEPGRAM_RATES, deepgramEnd, deepgramError } from './deepgram-live.ts';
import { grantedToken } from './deepgram-token.ts';

const RATE = 24_000;
const KEEP_ALIVE_MS = 5_000;

/** What the agent thinks with, by the name of the model. */
const thinker = (model: string): Json => ({
  type: model.startsWith('claude') ? 'anthropic' : model.startsWith('gemini') ? 'google' : 'open_ai',
  model,
});

/** What it speaks with: a model, or the first name of one of Aura's English voices. */
const speaker = (voice: string): Json => ({
  type: 'deepgram',
  version: voice.startsWith('flux-') ? 'v2' : 'v1',
  model: voice.includes('-') ? voice : `aura-2-${voice.toLowerCase()}-en`,
});

/** The settings of an agent: `model` is what it listens with, `voice` what it speaks with. */
function agentSettings(
  request: VoiceRequest,
  {
    rate,
    think,
    history = [],
  }: { readonly rate: number; readonly think: string; readonly history?: readonly VoiceItem[] },
): Json {
  const isFlux = request.model.startsWith('flux');
  const messages = history.map(({ role, text: content }) => ({ type: 'History', role, content }));
  return {
    type: 'Settings',
    audio: {
      input: { encoding: 'linear16', sample_rate: rate },
      output: { encoding: 'linear16', sample_rate: RATE, container: 'none' },
    },
    agent: defined({
      language: request.language,
      context: messages.length === 0 ? undefined : { messages },
      listen: { provider: { type: 'deepgram', version: isFlux ? 'v2' : 'v1', model: request.model } },
      think: defined({
        provider: thinker(think),
        prompt: request.instructions,
        functions: request.tools?.map(({ name, description, parameters }) =>
          defined({ name, description, parameters }),
        ),
      }),
      speak: { provider: speaker(request.voice ?? 'thalia') },
    }),
  };
}

/** Deepgram's agent: sound as binary messages both ways, everything else as JSON. */
function agentCodec(line: VoiceLine, settings: Json, rate: number): VoiceCodec {
  const say = (message: Json): void => line.send(JSON.stringify(message));
  let said = '';
  let isSpeaking = false;
  let isStopped = false;
  let turn: string[] = [];
  const pause = pauses(line, () => line.send(silence(rate)));
  const finish = (): void => {
    if (said !== '') line.emit({ type: 'assistant-transcript', text: said, isFinal: true });
    said = '';
  };
  const stop = (): void => {
    if (!isSpeaking || isStopped) return;
    isStopped = true;
    finish();
    line.emit({ type: 'interrupted' });
  };
  return {
    audioIn: rate,
    audioOut: RATE,
    open: () => say(settings),
    audio: (frame) => {
      pause.audio();
      line.send(frame);
    },
    commit: () => {
      if (turn.length > 0) say({ type: 'InjectUserMessage', content: turn.join('\n') });
      else pause.end();
      turn = [];
    },
    text: (content) => turn.push(content),
    toolResult: ({ id, name, output }) => say({ type: 'FunctionCallResponse', id, name, content: output }),
    // It knows no word for it: what is left of the reply is dropped here.
    interrupt: stop,
    receiveBytes: (bytes) => {
      isSpeaking = true;
      if (!isStopped) line.audio(bytes);
    },
    receive: (message) => {
      switch (textOf(message, 'type')) {
        case 'SettingsApplied':
          return line.ready();
        case 'ConversationText': {
          const content = textOf(message, 'content');
          if (message.role === 'user') {
            pause.heard();
            line.emit({ type: 'user-transcript', text: content, isFinal: true });
            return;
          }
          const delta = said === '' ? content : ` ${content}`;
          said += delta;
          isSpeaking = true;
          line.emit({ type: 'assistant-transcript', text: delta, isFinal: false });
          return;
        }
        case 'UserStartedSpeaking':
          line.emit({ type: 'speech-started' });
          return stop();
        case 'AgentStartedSpeaking':
          isSpeaking = true;
          isStopped = false;
          return;
        case 'AgentAudioDone':
          finish();
          isSpeaking = false;
          isStopped = false;
          line.emit({ type: 'turn-done' });
          return;
        case 'FunctionCallRequest':
          for (const call of records(message.functions)) {
            if (call.client_side === false) continue;
            const id = textOf(call, 'id');
            line.emit({ type: 'tool-request', id, name: textOf(call, 'name'), arguments: text(call.arguments) ?? '' });
          }
          return;
        case 'InjectionRefused':
        case 'Error':
          line.emit({
            type: 'error',
            error: deepgramError(line.provider, { ...message, description: message.description ?? message.message }),
          });
      }
    },
    keepAlive: { everyMs: KEEP_ALIVE_MS, say: () => line.send('{"type":"KeepAlive"}') },
    flush: finish,
    endError: ({ reason }) => deepgramEnd(line.provider, reason),
  };
}

/** Deepgram's voice agent. What it thinks with is the setting `thinkModel`. */
export const deepgramAgent: VoiceFamily = {
  recovery: 'replay',
  opening: () => ({ path: '/v1/agent/converse', host: 'agent' }),
  codec: (request, line, { endpoint, history }) => {
    const rate = rateOf(request, DEEPGRAM_RATES, RATE);
    const think = endpoint.setting('thinkModel') ?? 'gpt-4o-mini';
    return agentCodec(line, agentSettings(request, { rate, think, history }), rate);
  },
  token: grantedToken('wss://agent.deepgram.com/v1/agent/converse'),
};
