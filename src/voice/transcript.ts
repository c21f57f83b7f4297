import type { VoiceItem } from '../core/voice.ts';

/** One utterance. A user's line is there from the moment they speak, its text when the provider has written it down. */
type Line = {
  readonly role: VoiceItem['role'];
  readonly isTyped?: boolean;
  text: string | undefined;
  hasEnded: boolean;
};

/** What both sides said, in the order in which they spoke. */
export type Transcript = {
  userBegan(): void;
  userEnded(): void;
  /** Fixed words of the user: they belong to the oldest utterance that has none yet. */
  userSaid(text: string): void;
  /** Words that need nobody to write them down. */
  userTyped(text: string): void;
  /** Keeps what was understood so far of an utterance that is not fixed. */
  userPartly(text: string): void;
  /** Adds to what the assistant is saying. */
  assistantPartly(text: string): void;
  assistantSaid(text: string): void;
  /** Ends what both are saying with what there is of it: the words that nobody fixed. */
  settle(role: VoiceItem['role']): string | undefined;
  text(): string;
  /** For a provider that has to hear it again, the newest part of it; without what the user said since the last reply where that is said again. */
  history(options: { readonly withoutLastTurn: boolean }): readonly VoiceItem[];
};

const NAMES: Readonly<Record<VoiceItem['role'], string>> = { user: 'User', assistant: 'Assistant' };
/** Increments without an end are not kept without end. */
const LONGEST_UTTERANCE = 1_000_000;
const MOST_ITEMS = 100;
const MOST_CHARACTERS = 40_000;

export function createTranscript(): Transcript {
  const lines: Line[] = [];
  const partial = { user: '', assistant: '' };

  const unwritten = (): Line | undefined => lines.find((line) => line.role === 'user' && line.text === undefined);
  /** What the user says now: before the reply, and not yet written down. */
  const current = (): Line | undefined => {
    const reply = lines.findLastIndex(({ role }) => role === 'assistant');
    return lines.findLast((line, index) => index > reply && line.text === undefined);
  };
  const open = (hasEnded: boolean): void => {
    lines.push({ role: 'user', text: undefined, hasEnded });
  };

  const say = (role: VoiceItem['role'], text: string): void => {
    partial[role] = '';
    if (text.trim() === '') return;
    const line = role === 'user' ? unwritten() : undefined;
    if (line === undefined) lines.push({ role, text: text.trim(), hasEnded: true });
    else line.text = text.trim();
  };

  const written = (): readonly VoiceItem[] =>
    lines.flatMap(({ role, text }) => (text === undefined ? [] : [{ role, text }]));

  return {
    userBegan() {
      if (current()?.hasEnded !== false) open(false);
    },
    userEnded() {
      const line = current();
      if (line !== undefined) line.hasEnded = true;
      // What was typed is there already.
      else if (lines.at(-1)?.isTyped !== true) open(true);
    },
    userSaid: (text) => say('user', text),
    userTyped(text) {
      if (text.trim() !== '') lines.push({ role: 'user', isTyped: true, text: text.trim(), hasEnded: true });
    },
    userPartly(text) {
      partial.user = text;
      if (unwritten() === undefined) open(false);
    },
    assistantPartly(text) {
      if (partial.assistant.length < LONGEST_UTTERANCE) partial.assistant += text;
    },
    assistantSaid: (text) => say('assistant', text),
    settle(role) {
      const text = partial[role].trim();
      say(role, text);
      return text === '' ? undefined : text;
    },
    text: () =>
      written()
        .map(({ role, text }) => `${NAMES[role]}: ${text}`)
        .join('\n'),
    history({ withoutLastTurn }) {
      const all = written();
      const end = withoutLastTurn ? all.findLastIndex(({ role }) => role === 'assistant') + 1 : all.length;
      const items = all.slice(Math.max(0, end - MOST_ITEMS), end);
      let characters = 0;
      const first = items.findLastIndex(({ text }) => {
        characters += text.length;
        return characters > MOST_CHARACTERS;
      });
      return items.slice(first + 1);
    },
  };
}
