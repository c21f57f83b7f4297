import { ProviderError } from '../../core/errors.ts';
import { filled, isJson, type Json, record } from '../read.ts';
import { audioOf, base64Of, pauses, silence, textOf, Unreadable, type VoiceCodec, type VoiceLine } from './codec.ts';
import { chunkOf, eventOf, OUTPUT_RATE, textBlock } from './nova-sonic-opening.ts';
import { novaReply } from './nova-sonic-reply.ts';
import { novaUsage } from './nova-sonic-usage.ts';

/** Events that this file reads. */
const READ = new Set([
  'audioOutput',
  'textOutput',
  'contentStart',
  'contentEnd',
  'toolUse',
  'usageEvent',
  'completionEnd',
]);
/** More silence than any of its sensitivities waits for, in pieces as a microphone gives them. */
const TURN_END = { pieces: 24, pieceMs: 100 };
/** A stream without sound is given up after a minute. */
const KEEP_ALIVE_MS = 10_000;
/** A connection lives for eight minutes; we speak of its end early, and again for a session that is busy. */
const LIFE_S = 480;
const NOTICE = { fromS: 420, everyS: 15 };
/** Sentences that were spoken are written down at once; after so long none will come. */
const LATE_MS = 2_000;

export type NovaCodecOptions = {
  readonly promptName: string;
  /** Hz of what it hears. */
  readonly rate: number;
  readonly readsTexts: boolean;
  newName(): string;
};

type Block = { readonly role: unknown; readonly type: unknown; readonly isFinal: boolean; text: string };

/** Nova Sonic's events: blocks with a beginning and an end, of text, sound and tool calls, both ways. */
export function novaSonicCodec(
  line: VoiceLine,
  { promptName, rate, readsTexts, newName }: NovaCodecOptions,
): VoiceCodec {
  const audioName = newName();
  const beforeAudio = `{"event":{"audioInput":{"promptName":"${promptName}","contentName":"${audioName}","content":"`;
  const blocks = new Map<unknown, Block>();
  const calls = new Set<string>();
  const usage = novaUsage();
  const reply = novaReply(line, { usage, isCalling: () => calls.size > 0 });
  let turn: string[] = [];
  let ageS = 0;
  let isLeaving = false;

  const say = (name: string, fields: Json): void => line.send(chunkOf(eventOf(name, { promptName, ...fields })));
  const sound = (frame: Uint8Array): void => line.send(chunkOf(`${beforeAudio}${base64Of(frame)}"}}}`));
  const pause = pauses(line, () => {
    const piece = silence(rate, TURN_END.pieceMs);
    for (let count = 0; count < TURN_END.pieces; count++) sound(piece);
  });

  const contentStart = (event: Json): void => {
    const { role, type } = event;
    const stage = stageOf(event.additionalModelFields);
    const isPlanned = type === 'TEXT' && stage !== 'FINAL';
    blocks.set(event.contentId, { role, type, isFinal: stage === 'FINAL', text: '' });
    if (role === 'ASSISTANT' && (isPlanned || type === 'AUDIO')) reply.begin();
  };
  /** Whoever spoke into it wants no answer to the old question. */
  const interrupted = (): void => {
    calls.clear();
    reply.interrupted();
  };
  const textOutput = (event: Json): void => {
    const content = textOf(event, 'content');
    if (isInterruption(content)) {
      interrupted();
      return;
    }
    const block = blocks.get(event.contentId);
    const role = filled(event.role) ?? block?.role;
    const isFinal = block?.isFinal === true;
    if (block !== undefined) block.text += content;
    if (role === 'ASSISTANT' && !isFinal) reply.plan(content);
    else if (role === 'USER' && !isFinal) {
      line.emit({ type: 'user-transcript', text: block?.text ?? content, isFinal: false });
    }
  };
  const heardUser = ({ role, type, isFinal, text }: Block): void => {
    if (role !== 'USER' || type !== 'TEXT' || !isFinal || text === '') return;
    pause.heard();
    line.emit({ type: 'user-transcript', text: text.trim(), isFinal: true });
  };
  const contentEnd = (event: Json): void => {
    const block = blocks.get(event.contentId);
    blocks.delete(event.contentId);
    if (block === undefined) return;
    heardUser(block);
    if (block.role !== 'ASSISTANT') return;
    if (block.type === 'TEXT' && block.isFinal) reply.fix(block.text);
    if (event.stopReason === 'INTERRUPTED') {
      interrupted();
      reply.end();
    } else if (event.stopReason === 'END_TURN') {
      if (block.type === 'AUDIO') reply.spoken();
      else if (block.isFinal) reply.written();
    }
  };
  const toolUse = (event: Json): void => {
    const id = textOf(event, 'toolUseId');
    const name = textOf(event, 'toolName');
    const given = event.content;
    calls.add(id);
    const asked = typeof given === 'string' ? given : JSON.stringify(record(given) ?? {});
    line.emit({ type: 'tool-request', id, name, arguments: asked });
  };
  const receiveEvent = (event: Json): void => {
    for (const [name, value] of Object.entries(event)) {
      const fields = record(value);
      // The alternatives of a union that were not chosen, and what the vendor adds one day.
      if (value === null || (fields === undefined && !READ.has(name))) continue;
      if (fields === undefined) throw new Unreadable(`${name} is no object`);
      switch (name) {
        case 'audioOutput':
          reply.audio(audioOf(fields, 'content'));
          break;
        case 'textOutput':
          textOutput(fields);
          break;
        case 'contentStart':
          contentStart(fields);
          break;
        case 'contentEnd':
          contentEnd(fields);
          break;
        case 'toolUse':
          toolUse(fields);
          break;
        case 'usageEvent':
          usage.take(fields);
          line.pulse();
          break;
        case 'completionEnd':
          reply.end();
          if (isLeaving) line.over();
          break;
        default:
          line.pulse();
      }
    }
  };

  return {
    audioIn: rate,
    audioOut: OUTPUT_RATE,
    open: () => {
      // One block holds all that the user says.
      say('contentStart', {
        contentName: audioName,
        type: 'AUDIO',
        interactive: true,
        role: 'USER',
        audioInputConfiguration: {
          mediaType: 'audio/lpcm',
          sampleRateHertz: rate,
          sampleSizeBits: 16,
          channelCount: 1,
          audioType: 'SPEECH',
          encoding: 'base64',
        },
      });
      // It confirms by letting us in.
      line.ready();
    },
    audio: (frame) => {
      pause.audio();
      sound(frame);
    },
    commit: () => {
      if (turn.length === 0) return pause.end();
      const text = turn.join('\n');
      turn = [];
      if (!readsTexts) {
        const message = 'The first Nova Sonic only listens: it reads no texts.';
        const hint = 'Use amazon.nova-2-sonic-v1:0.';
        line.idle();
        line.emit({
          type: 'error',
          error: new ProviderError('unsupported', { provider: line.provider, message, hint }),
        });
        return;
      }
      const block = textBlock({ promptName, contentName: newName() }, { role: 'USER', text, interactive: true });
      for (const event of block) line.send(chunkOf(event));
    },
    text: (more) => turn.push(more),
    toolResult: ({ id, output }) => {
      calls.delete(id);
      const contentName = newName();
      const textInputConfiguration = { mediaType: 'text/plain' };
      const toolResultInputConfiguration = { toolUseId: id, type: 'TEXT', textInputConfiguration };
      say('contentStart', {
        contentName,
        interactive: false,
        type: 'TOOL',
        role: 'TOOL',
        toolResultInputConfiguration,
      });
      say('toolResult', { contentName, content: resultOf(output) });
      say('contentEnd', { contentName });
    },
    // It knows no word for it: what is left of the reply is dropped here.
    interrupt: () => reply.stop(),
    receive: (message) => {
      const event = record(record(JSON.parse(Buffer.from(textOf(message, 'bytes'), 'base64').toString('utf8')))?.event);
      if (event === undefined) throw new Unreadable('event is no object');
      receiveEvent(event);
    },
    lull: (quietMs) => {
      ageS++;
      if (ageS >= NOTICE.fromS && (ageS - NOTICE.fromS) % NOTICE.everyS === 0) {
        line.emit({ type: 'going-away', inMs: Math.max(0, LIFE_S - ageS) * 1000 });
      }
      if (quietMs >= LATE_MS) reply.giveUpWaiting();
    },
    keepAlive: { everyMs: KEEP_ALIVE_MS, say: () => sound(silence(rate, TURN_END.pieceMs)) },
    goodbye: () => {
      isLeaving = true;
      say('contentEnd', { contentName: audioName });
      say('promptEnd', {});
      line.send(chunkOf(eventOf('sessionEnd', {})));
    },
    flush: () => {
      for (const block of blocks.values()) heardUser(block);
      reply.flush();
    },
  };
}

/** Whether a text is planned or what was really said stands in JSON of its own. */
function stageOf(fields: unknown): unknown {
  const given = typeof fields === 'string' && isJson(fields) ? JSON.parse(fields) : fields;
  return record(given)?.generationStage;
}

/** That the user spoke into the reply comes as a text, too. */
const isInterruption = (content: string): boolean => /^\s*\{\s*"interrupted"\s*:\s*true\s*\}\s*$/.test(content);

/** A result has to be a JSON object. */
const resultOf = (output: string): string =>
  isJson(output) && record(JSON.parse(output)) !== undefined ? output : JSON.stringify({ result: output });
