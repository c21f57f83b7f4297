import { ProviderError } from '../../core/errors.ts';
import type { Usage } from '../../core/usage.ts';
import type { VoiceItem, VoiceMode } from '../../core/voice.ts';
import { answerError } from '../../http/errors.ts';
import { count, defined, filled, type Json, record, text } from '../read.ts';
import { audioOf, base64Of, textOf, type VoiceCodec, type VoiceLine } from './codec.ts';
import { createLift } from './lift.ts';

export type OpenAiCodecOptions = {
  readonly rate: number;
  readonly mode: VoiceMode;
  readonly session: Json;
  readonly truncates: boolean;
  /** The id of the conversation brings it back on a new connection. */
  readonly resumes: boolean;
  /** A reply that the user speaks into goes on until it is cancelled. */
  readonly isCancelledByUs?: boolean;
  readonly history?: readonly VoiceItem[];
};

/** Complaints that the turn we end has ended already: turn detection was quicker. */
const WAS_QUICKER = new Set([
  'input_audio_buffer_commit_empty',
  'conversation_already_has_active_response',
  'response_cancel_not_active',
]);

const lift = createLift('delta', /"type":\s*"response\.(?:output_)?audio\.delta"/);

export const userItem = ({ role, text: said }: VoiceItem): Json => ({
  type: 'conversation.item.create',
  item: {
    type: 'message',
    role,
    content: [{ type: role === 'user' ? 'input_text' : 'output_text', text: said }],
  },
});

/** OpenAI's realtime messages, in the names of 2025 and of the preview before, which servers still use. */
export function openaiCodec(line: VoiceLine, options: OpenAiCodecOptions): VoiceCodec {
  const { rate, mode, session, truncates, resumes, isCancelledByUs = false, history = [] } = options;
  const say = (message: Json): void => line.send(JSON.stringify(message));

  /** What is heard of each item of the user so far. */
  const hearing = new Map<string, string>();
  /** Names of the tools that are being called, by item. */
  const names = new Map<string, string>();
  const asked = new Set<string>();
  /** Calls whose results have not been given. */
  const owed = new Set<string>();
  let replyItem: string | undefined;
  let said = '';
  let isReplying = false;
  let hasAudio = false;
  let hasText = false;
  /** What turn detection says of the user's turn. */
  let turn: 'unheard' | 'speaking' | 'ended' = 'unheard';
  /** A reply to ask for once the running one has ended. */
  let isReplyDue = false;
  let isCalling = false;
  /** Turns of the user whose text is still to come. */
  let unwritten = 0;
  let isLeaving = false;
  let wasInterrupted = false;

  const reply = (): void => {
    if (isReplying) {
      isReplyDue = true;
      return;
    }
    isReplyDue = false;
    say({ type: 'response.create' });
  };
  const interrupted = (): void => {
    if (!isReplying || wasInterrupted) return;
    wasInterrupted = true;
    line.emit({ type: 'interrupted' });
  };
  const finishText = (whole: string): void => {
    said = '';
    if (whole !== '') line.emit({ type: 'assistant-transcript', text: whole, isFinal: true });
  };
  const called = (call: Json, item: string | undefined): void => {
    const id = filled(call.call_id);
    const name = filled(call.name) ?? (item === undefined ? undefined : names.get(item));
    if (id === undefined || name === undefined || asked.has(id)) return;
    asked.add(id);
    owed.add(id);
    isCalling = true;
    line.emit({ type: 'tool-request', id, name, arguments: text(call.arguments) ?? '' });
  };
  const written = (item: string): void => {
    hearing.delete(item);
    if (unwritten > 0) unwritten--;
    if (isLeaving && unwritten === 0) line.over();
  };
  const done = (message: Json): void => {
    const response = record(message.response) ?? {};
    finishText(said);
    const status = text(response.status);
    if (status === 'cancelled') interrupted();
    const usage = usageOf(record(response.usage)) ?? usageOf(record(message.usage));
    const wasCalling = isCalling;
    isReplying = false;
    isCalling = false;
    wasInterrupted = false;
    replyItem = undefined;
    if (turn === 'ended') turn = 'unheard';
    if (status === 'failed') line.emit({ type: 'error', error: failureOf(line.provider, response) });
    if (!wasCalling) line.emit({ type: 'turn-done', ...(usage !== undefined && { usage }) });
    else if (usage !== undefined) line.emit({ type: 'usage', usage });
    if (isReplyDue && owed.size === 0) reply();
  };

  return {
    audioIn: rate,
    audioOut: rate,
    open: () => say({ type: 'session.update', session }),
    audio: (frame) => {
      hasAudio = true;
      line.send(`{"type":"input_audio_buffer.append","audio":"${base64Of(frame)}"}`);
    },
    commit: () => {
      // Turn detection ended it, and its reply is under way.
      const hasEnded = mode === 'converse' && turn === 'ended' && !hasText;
      if (hasAudio && !hasEnded) say({ type: 'input_audio_buffer.commit' });
      const isAsked = hasAudio || hasText || !isReplying;
      hasAudio = false;
      hasText = false;
      if (mode === 'converse' && isAsked && !hasEnded) reply();
    },
    text: (content) => {
      hasText = true;
      say(userItem({ role: 'user', text: content }));
    },
    toolResult: ({ id, output }) => {
      owed.delete(id);
      say({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: id, output } });
      if (owed.size === 0) reply();
    },
    interrupt: (playedMs) => {
      isReplyDue = false;
      if (!isReplying) return;
      say({ type: 'response.cancel' });
      if (truncates && playedMs !== undefined && replyItem !== undefined) {
        const audio_end_ms = Math.round(playedMs);
        say({ type: 'conversation.item.truncate', item_id: replyItem, content_index: 0, audio_end_ms });
      }
      interrupted();
    },
    lift,
    receive: (message, sound) => {
      switch (textOf(message, 'type')) {
        case 'response.output_audio.delta':
        case 'response.audio.delta': {
          isReplying = true;
          replyItem = text(message.item_id);
          const bytes = audioOf(message, 'delta', sound);
          // What still comes of a reply that was stopped is not to be played.
          if (!wasInterrupted) line.audio(bytes);
          return;
        }
        case 'response.output_audio_transcript.delta':
        case 'response.audio_transcript.delta':
        case 'response.output_text.delta':
        case 'response.text.delta': {
          const delta = textOf(message, 'delta');
          said += delta;
          line.emit({ type: 'assistant-transcript', text: delta, isFinal: false });
          return;
        }
        case 'response.output_audio_transcript.done':
        case 'response.audio_transcript.done':
          return finishText(textOf(message, 'transcript'));
        case 'response.output_text.done':
        case 'response.text.done':
          return finishText(textOf(message, 'text'));
        case 'conversation.item.input_audio_transcription.delta': {
          const item = text(message.item_id) ?? '';
          const heard = (hearing.get(item) ?? '') + (text(message.delta) ?? '');
          hearing.set(item, heard);
          line.emit({ type: 'user-transcript', text: heard.trimStart(), isFinal: false });
          return;
        }
        // xAI's: the whole text so far.
        case 'conversation.item.input_audio_transcription.updated':
          line.emit({ type: 'user-transcript', text: textOf(message, 'transcript'), isFinal: false });
          return;
        case 'conversation.item.input_audio_transcription.completed': {
          line.emit({ type: 'user-transcript', text: textOf(message, 'transcript').trim(), isFinal: true });
          const usage = usageOf(record(message.usage));
          if (mode === 'transcribe' && usage !== undefined) line.emit({ type: 'usage', usage });
          return written(text(message.item_id) ?? '');
        }
        case 'conversation.item.input_audio_transcription.failed':
          line.emit({ type: 'error', error: errorOf(line.provider, message) });
          return written(text(message.item_id) ?? '');
        case 'input_audio_buffer.speech_started':
          turn = 'speaking';
          line.emit({ type: 'speech-started' });
          if (isReplying && isCancelledByUs) say({ type: 'response.cancel' });
          return interrupted();
        case 'input_audio_buffer.speech_stopped':
          turn = 'ended';
          line.emit({ type: 'speech-stopped' });
          return;
        case 'input_audio_buffer.committed':
          hasAudio = false;
          unwritten++;
          return;
        case 'response.created':
          isReplying = true;
          isReplyDue = false;
          wasInterrupted = false;
          return;
        case 'response.output_item.added': {
          const item = record(message.item) ?? {};
          const id = text(item.id);
          if (item.type === 'function_call' && id !== undefined) names.set(id, text(item.name) ?? '');
          return;
        }
        case 'response.function_call_arguments.done':
          return called(message, text(message.item_id));
        case 'response.output_item.done': {
          const item = record(message.item);
          if (item?.type === 'function_call') called(item, text(item.id));
          return;
        }
        case 'response.done':
          return done(message);
        case 'session.updated':
        case 'transcription_session.updated':
          for (const item of history) say(userItem(item));
          return line.ready();
        case 'conversation.created': {
          const handle = filled(record(message.conversation)?.id);
          if (resumes && handle !== undefined) line.emit({ type: 'resumable', handle });
          return;
        }
        case 'error': {
          const error = record(message.error) ?? message;
          if (WAS_QUICKER.has(text(error.code) ?? '')) {
            if (mode === 'transcribe') line.idle();
            if (isLeaving && unwritten === 0) line.over();
            return;
          }
          line.emit({ type: 'error', error: errorOf(line.provider, message) });
          return;
        }
        case 'ping':
        case 'rate_limits.updated':
          return line.pulse();
      }
    },
    // A reply that is hung up on is not waited for; what was said to be written down is.
    ...(mode === 'transcribe' && {
      goodbye: () => {
        isLeaving = true;
        if (hasAudio) say({ type: 'input_audio_buffer.commit' });
        else if (unwritten === 0) line.over();
      },
    }),
    flush: () => finishText(said),
    endError: ({ code, reason }) =>
      code === 4000
        ? new ProviderError('bad_request', { provider: line.provider, message: `${line.provider}: ${reason}` })
        : undefined,
  };
}

function errorOf(provider: string, message: Json): ProviderError {
  const { message: words, code, type } = record(message.error) ?? {};
  return answerError(provider, defined({ message: text(words), code: text(code), type: text(type) }), true);
}

function failureOf(provider: string, response: Json): ProviderError {
  const details = record(response.status_details);
  return errorOf(provider, { error: record(details?.error) ?? details });
}

/** Tokens, with the seconds where audio is billed by time. */
function usageOf(usage: Json | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const found = defined({
    input: count(usage.input_tokens),
    cachedInput: count(record(usage.input_token_details)?.cached_tokens),
    output: count(usage.output_tokens),
    reasoning: count(record(usage.output_token_details)?.reasoning_tokens),
    // xAI bills the audio, beside the tokens that it counts.
    seconds: count(usage.seconds) ?? count(usage.billable_audio_seconds),
  });
  return Object.keys(found).length === 0 ? undefined : found;
}
