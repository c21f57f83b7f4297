import type { Artifact } from '../src/core/artifact.ts';
import { ERROR_CODES, ProviderError } from '../src/core/errors.ts';
import type { ToolCall } from '../src/core/tool.ts';
import type { VoiceLogEvent, VoiceSessions } from '../src/core/voice-sessions.ts';

export type VoiceReply = {
  /** What the provider understood. */
  readonly heard: string;
  readonly text: string;
  readonly artifact?: Artifact;
  readonly firstAudioMs?: number;
};

const LOOK_MS = 20_000;
/** Some providers write the user's words down only after they have answered. */
const LATE_WORDS_MS = 1_500;

/** Waits for the end of a session's one reply. Throws what the session ended with, or the error that took the reply's place. */
export async function awaitReply(
  sessions: VoiceSessions,
  sessionId: string,
  { hasAudio, call }: { readonly hasAudio: boolean; readonly call: ToolCall },
): Promise<VoiceReply> {
  const events: VoiceLogEvent[] = [];
  let cursor = 0;
  const more = async (waitMs: number): Promise<void> => {
    const polled = await sessions.poll(sessionId, { cursor, waitMs }, call);
    cursor = polled.cursor;
    events.push(...polled.events);
  };
  const has = (type: VoiceLogEvent['type']): boolean => events.some((event) => event.type === type);
  while (!has('turn_done') && !has('closed')) await more(LOOK_MS);
  if (hasAudio && !has('closed')) {
    const started = call.app.clock.monotonicMs();
    const left = (): number => LATE_WORDS_MS - (call.app.clock.monotonicMs() - started);
    while (!has('user_transcript') && !has('closed') && left() > 0) await more(left());
  }

  const done = events.find(({ type }) => type === 'turn_done');
  const wordsOf = (type: VoiceLogEvent['type']): string =>
    events
      .filter((event) => event.type === type)
      .map(({ text }) => text)
      .join('\n');
  const text = wordsOf('assistant_transcript');
  // A turn that ended in an error, or before it had said anything, is no answer.
  const failure = events.find(({ type }) => type === 'closed') ?? events.find(({ type }) => type === 'error');
  if (done === undefined || (failure !== undefined && text === '' && done.artifact === undefined)) {
    throw failureOf(failure);
  }
  return { heard: wordsOf('user_transcript'), text, artifact: done.artifact, firstAudioMs: done.firstAudioMs };
}

function failureOf(event: VoiceLogEvent | undefined): ProviderError {
  const code = ERROR_CODES.find((known) => known === event?.code);
  // `idle` and `expired`: nothing came in all that time.
  return new ProviderError(code ?? 'timeout', {
    message: code === undefined ? 'The voice model did not reply.' : event?.message,
  });
}
