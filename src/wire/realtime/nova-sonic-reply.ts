import type { Usage } from '../../core/usage.ts';
import type { VoiceLine } from './codec.ts';

/** One reply after the other, as sentences that are planned, spoken, and written down as they were spoken. */
export type NovaReply = {
  /** A sentence or its sound is about to come. */
  begin(): void;
  plan(sentence: string): void;
  audio(bytes: Uint8Array): void;
  /** A sentence as it was spoken. */
  fix(sentence: string): void;
  /** All sound has come. */
  spoken(): void;
  /** All sentences are written down. */
  written(): void;
  /** The user spoke into it, perhaps while the end of it was still being played. */
  interrupted(): void;
  /** We want no more of it. */
  stop(): void;
  end(): void;
  giveUpWaiting(): void;
  /** Tells what was said before the connection went. */
  flush(): void;
};

export function novaReply(
  line: VoiceLine,
  { usage, isCalling }: { readonly usage: { untold(): Usage | undefined }; isCalling(): boolean },
): NovaReply {
  let planned: string[] = [];
  let fixed: string[] = [];
  let isReplying = false;
  let isStopped = false;
  let isSpoken = false;
  let isWritten = false;
  /** They stopped it: what begins now is another. */
  let isLeft = false;

  /** What was planned counts as said where nothing tells better. */
  const tell = (): void => {
    const said = isStopped || isWritten || fixed.length >= planned.length ? fixed : planned;
    const sentences = said.length > 0 ? said : planned;
    planned = [];
    fixed = [];
    if (sentences.length > 0) line.emit({ type: 'assistant-transcript', text: joined(sentences), isFinal: true });
  };
  const end = (): void => {
    if (!isReplying) return;
    tell();
    isReplying = false;
    const spent = usage.untold();
    // It goes on after the results of the tools.
    if (!isCalling()) line.emit({ type: 'turn-done', ...(spent !== undefined && { usage: spent }) });
    else if (spent !== undefined) line.emit({ type: 'usage', usage: spent });
  };
  const endIfWhole = (): void => {
    if (isSpoken && (isWritten || fixed.length >= planned.length)) end();
  };
  const cut = (): void => {
    if (isStopped) return;
    isStopped = true;
    tell();
    line.emit({ type: 'interrupted' });
  };

  return {
    begin: () => {
      if (isReplying && (isSpoken || isLeft)) end();
      if (isReplying) return;
      planned = [];
      fixed = [];
      isReplying = true;
      isStopped = false;
      isSpoken = false;
      isWritten = false;
      isLeft = false;
    },
    plan: (sentence) => {
      if (isStopped || sentence === '') return;
      const delta = planned.length === 0 ? sentence.trimStart() : ` ${sentence.trim()}`;
      planned.push(sentence);
      line.emit({ type: 'assistant-transcript', text: delta, isFinal: false });
    },
    audio: (bytes) => {
      if (!isStopped) line.audio(bytes);
    },
    fix: (sentence) => {
      if (!isReplying || isStopped || sentence.trim() === '') return;
      fixed.push(sentence);
      endIfWhole();
    },
    spoken: () => {
      isSpoken = true;
      if (isStopped) end();
      else endIfWhole();
    },
    written: () => {
      isWritten = true;
      endIfWhole();
    },
    interrupted: () => {
      isLeft = true;
      cut();
    },
    stop: () => {
      if (!isReplying) return;
      cut();
      if (isSpoken) end();
    },
    end,
    giveUpWaiting: () => {
      if (isSpoken) end();
    },
    flush: () => {
      if (isReplying) tell();
      const spent = usage.untold();
      if (spent !== undefined) line.emit({ type: 'usage', usage: spent });
    },
  };
}

const joined = (sentences: readonly string[]): string => sentences.map((sentence) => sentence.trim()).join(' ');
