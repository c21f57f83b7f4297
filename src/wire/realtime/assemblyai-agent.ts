import type { VoiceRequest } from '../../core/voice.ts';
import { answerError } from '../../http/errors.ts';
import { defined, filled, type Json, record, text } from '../read.ts';
import { answered } from './answered.ts';
import { assemblyaiEnd } from './assemblyai-streaming.ts';
import {
  audioOf,
  base64Of,
  pauses,
  silence,
  textOf,
  type VoiceCodec,
  type VoiceFamily,
  type VoiceLine,
} from './codec.ts';
import { createLift } from './lift.ts';

const lift = createLift('data', /"type":\s*"reply\.audio"/);

const RATE = 24_000;
const TOKEN_SECONDS = 600;
const FORMAT = { encoding: 'audio/pcm' };

const session = (request: VoiceRequest): Json =>
  defined({
    system_prompt: request.instructions,
    input: defined({
      format: FORMAT,
      turn_detection:
        request.vad === undefined
          ? undefined
          : defined({ vad_threshold: request.vad.threshold, min_silence: request.vad.silenceMs }),
    }),
    output: defined({ voice: request.voice, format: FORMAT }),
    tools: request.tools?.map(({ name, description, parameters }) =>
      defined({ type: 'function', name, description, parameters }),
    ),
  });

function agentCodec(request: VoiceRequest, line: VoiceLine, resume: string | undefined): VoiceCodec {
  const say = (message: Json): void => line.send(JSON.stringify(message));
  let isReplying = false;
  let isStopped = false;
  let isCalling = false;
  let turn: string[] = [];
  const pause = pauses(line, () => say({ type: 'input.audio', audio: base64Of(silence(RATE)) }));
  /** Results wait for the end of the reply that asked for them. */
  let results: Json[] = [];
  const stop = (): void => {
    if (!isReplying || isStopped) return;
    isStopped = true;
    line.emit({ type: 'interrupted' });
  };
  const giveResults = (): void => {
    for (const result of results) say(result);
    results = [];
  };
  return {
    audioIn: RATE,
    audioOut: RATE,
    open: () => {
      if (resume === undefined) say({ type: 'session.update', session: session(request) });
      else say({ type: 'session.resume', session_id: resume });
    },
    audio: (frame) => {
      pause.audio();
      line.send(`{"type":"input.audio","audio":"${base64Of(frame)}"}`);
    },
    commit: () => {
      // It reads no messages; an instruction is the only way for a text.
      if (turn.length > 0) {
        say({ type: 'reply.create', instructions: `Answer what the user wrote: ${JSON.stringify(turn.join('\n'))}` });
      } else pause.end();
      turn = [];
    },
    text: (content) => turn.push(content),
    toolResult: ({ id, output }) => {
      results.push({ type: 'tool.result', call_id: id, result: output });
      if (!isReplying) giveResults();
    },
    interrupt: stop,
    lift,
    receive: (message, sound) => {
      switch (textOf(message, 'type')) {
        case 'session.ready':
          line.emit({ type: 'resumable', handle: textOf(message, 'session_id') });
          return line.ready();
        case 'input.speech.started':
          line.emit({ type: 'speech-started' });
          return;
        case 'input.speech.stopped':
          line.emit({ type: 'speech-stopped' });
          return;
        case 'transcript.user.delta':
          line.emit({ type: 'user-transcript', text: textOf(message, 'text'), isFinal: false });
          return;
        case 'transcript.user':
          pause.heard();
          line.emit({ type: 'user-transcript', text: textOf(message, 'text'), isFinal: true });
          return;
        case 'reply.started':
          isReplying = true;
          isStopped = false;
          isCalling = false;
          return;
        case 'reply.audio': {
          isReplying = true;
          const bytes = audioOf(message, 'data', sound);
          if (!isStopped) line.audio(bytes);
          return;
        }
        case 'transcript.agent':
          line.emit({ type: 'assistant-transcript', text: textOf(message, 'text'), isFinal: true });
          return;
        case 'tool.call': {
          const given = message.arguments;
          isCalling = true;
          line.emit({
            type: 'tool-request',
            id: textOf(message, 'call_id'),
            name: textOf(message, 'name'),
            arguments: typeof given === 'string' ? given : JSON.stringify(record(given) ?? {}),
          });
          return;
        }
        case 'reply.done':
          if (message.status === 'interrupted') {
            stop();
            // Whoever spoke into it wants no answer to the old question.
            results = [];
          }
          isReplying = false;
          isStopped = false;
          if (!isCalling) line.emit({ type: 'turn-done' });
          isCalling = false;
          return giveResults();
        case 'session.error':
        case 'error': {
          const reading = defined({ message: text(message.message), code: filled(message.code) });
          line.emit({ type: 'error', error: answerError(line.provider, reading, true) });
          return;
        }
        case 'session.ended':
          return line.over();
      }
    },
    goodbye: () => line.send('{"type":"session.end"}'),
    endError: (end) => assemblyaiEnd(line.provider, end),
  };
}

/** AssemblyAI's voice agent, which keeps a lost session for thirty seconds. */
export const assemblyaiAgent: VoiceFamily = {
  recovery: 'resume',
  opening: () => ({ path: '/v1/ws', host: 'agents' }),
  codec: (request, line, { resume }) => agentCodec(request, line, resume),
  token: async (_request, { endpoint, signal }) => {
    const query = { expires_in_seconds: String(TOKEN_SECONDS) };
    const answer = await answered(endpoint, endpoint.send('/v1/token', undefined, { signal, host: 'agents', query }));
    const url = 'wss://agents.assemblyai.com/v1/ws';
    return { token: answer.text('token'), url, ...answer.expiresIn('expires_in_seconds', TOKEN_SECONDS) };
  },
};
