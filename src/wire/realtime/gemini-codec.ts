import type { Usage } from '../../core/usage.ts';
import type { VoiceItem } from '../../core/voice.ts';
import { count, defined, filled, type Json, record, records, text } from '../read.ts';
import { audioOf, base64Of, pauses, textOf, Unreadable, type VoiceCodec, type VoiceLine } from './codec.ts';
import { createLift } from './lift.ts';

const lift = createLift('data', /"inlineData"/);

const RATES = { in: 16_000, out: 24_000 };

export type GeminiCodecOptions = {
  readonly setup: Json;
  /** Turns begin and end when we say so. */
  readonly isManual: boolean;
  readonly history?: readonly VoiceItem[];
};

const content = ({ role, text: said }: VoiceItem): Json => ({
  role: role === 'user' ? 'user' : 'model',
  parts: [{ text: said }],
});

/** `3.5s` in ms. */
const durationMs = (value: unknown): number | undefined => {
  const seconds = /^([\d.]+)s$/.exec(text(value) ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
};

function usageOf(usage: Json | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const answered = count(usage.responseTokenCount) ?? 0;
  const thought = count(usage.thoughtsTokenCount);
  return defined({
    input: (count(usage.promptTokenCount) ?? 0) + (count(usage.toolUsePromptTokenCount) ?? 0),
    cachedInput: count(usage.cachedContentTokenCount),
    // Thoughts are not counted in the response's tokens.
    output: answered + (thought ?? 0),
    reasoning: thought,
  });
}

/** Gemini's Live messages: one object, one field of which says what it is. */
export function geminiCodec(line: VoiceLine, { setup, isManual, history = [] }: GeminiCodecOptions): VoiceCodec {
  const say = (message: Json): void => line.send(JSON.stringify(message));
  let heard = '';
  let said = '';
  let isActive = false;
  let isReplying = false;
  let isStopped = false;
  let isCalling = false;
  let turn: string[] = [];
  // What was heard is answered now, whatever the pause so far.
  const pause = pauses(line, () => line.send('{"realtimeInput":{"audioStreamEnd":true}}'));
  let usage: Usage | undefined;

  const finishHeard = (): void => {
    if (heard !== '') pause.heard();
    if (heard !== '') line.emit({ type: 'user-transcript', text: heard.trim(), isFinal: true });
    heard = '';
  };
  const finishSaid = (): void => {
    if (said !== '') line.emit({ type: 'assistant-transcript', text: said.trim(), isFinal: true });
    said = '';
  };
  const stop = (): void => {
    if (!isReplying || isStopped) return;
    isStopped = true;
    finishSaid();
    line.emit({ type: 'interrupted' });
  };
  const done = (): void => {
    finishHeard();
    finishSaid();
    isReplying = false;
    isStopped = false;
    const spent = usage;
    usage = undefined;
    if (!isCalling) line.emit({ type: 'turn-done', ...(spent !== undefined && { usage: spent }) });
    else if (spent !== undefined) line.emit({ type: 'usage', usage: spent });
    isCalling = false;
  };
  const serverContent = (message: Json, sound: Uint8Array | undefined): void => {
    const input = text(record(message.inputTranscription)?.text);
    if (input !== undefined) {
      heard += input;
      line.emit({ type: 'user-transcript', text: heard.trim(), isFinal: false });
    }
    const output = text(record(message.outputTranscription)?.text);
    if (output !== undefined) {
      finishHeard();
      isReplying = true;
      said += output;
      line.emit({ type: 'assistant-transcript', text: output, isFinal: false });
    }
    const parts = record(message.modelTurn)?.parts;
    if (parts !== undefined) {
      isReplying = true;
      for (const part of records(parts)) {
        const data = record(part.inlineData);
        if (data === undefined || !filled(data.mimeType)?.startsWith('audio/pcm')) continue;
        const bytes = audioOf(data, 'data', sound);
        if (!isStopped) line.audio(bytes);
      }
    }
    if (message.interrupted === true) stop();
    if (message.turnComplete === true) done();
  };
  const begin = (): void => {
    if (!isManual || isActive) return;
    isActive = true;
    line.send('{"realtimeInput":{"activityStart":{}}}');
  };

  return {
    audioIn: RATES.in,
    audioOut: RATES.out,
    open: () => say({ setup }),
    audio: (frame) => {
      if (!isActive) begin();
      pause.audio();
      line.send(`{"realtimeInput":{"audio":{"mimeType":"audio/pcm;rate=16000","data":"${base64Of(frame)}"}}}`);
    },
    commit: () => {
      const hasText = turn.length > 0;
      if (hasText) {
        const turns = [content({ role: 'user', text: turn.join('\n') })];
        say({ clientContent: { turns, turnComplete: !isActive } });
        turn = [];
      }
      if (isActive) line.send('{"realtimeInput":{"activityEnd":{}}}');
      else if (!hasText && isManual) line.idle();
      else if (!hasText) pause.end();
      isActive = false;
    },
    text: (more) => turn.push(more),
    toolResult: ({ id, name, output }) =>
      say({ toolResponse: { functionResponses: [{ id, name, response: { output } }] } }),
    interrupt: () => {
      stop();
      // A new turn of ours is the only word that ends its own.
      if (isManual) begin();
    },
    lift,
    receive: (message, sound) => {
      const server = message.serverContent;
      if (message.usageMetadata !== undefined) usage = usageOf(record(message.usageMetadata));
      if (server !== undefined) {
        const fields = record(server);
        if (fields === undefined) throw new Unreadable('serverContent is no object');
        return serverContent(fields, sound);
      }
      if (message.setupComplete !== undefined) {
        if (history.length > 0) say({ clientContent: { turns: history.map(content), turnComplete: false } });
        return line.ready();
      }
      const call = record(message.toolCall);
      if (call !== undefined) {
        finishHeard();
        for (const wanted of records(call.functionCalls)) {
          isCalling = true;
          line.emit({
            type: 'tool-request',
            id: textOf(wanted, 'id'),
            name: textOf(wanted, 'name'),
            arguments: JSON.stringify(record(wanted.args) ?? {}),
          });
        }
        return;
      }
      const update = record(message.sessionResumptionUpdate);
      if (update !== undefined) {
        const handle = filled(update.newHandle);
        if (handle !== undefined && update.resumable === true) line.emit({ type: 'resumable', handle });
        return line.pulse();
      }
      const leaving = record(message.goAway);
      if (leaving !== undefined) {
        const inMs = durationMs(leaving.timeLeft);
        line.emit({ type: 'going-away', ...(inMs !== undefined && { inMs }) });
        return;
      }
      if (message.usageMetadata === undefined) line.pulse();
    },
    flush: () => {
      finishHeard();
      finishSaid();
    },
  };
}
