import type { ChatEvent } from '../../core/chat.ts';
import { list, record } from '../read.ts';

/** The tool whose arguments are the structured answer, for models that take no schema. */
export const ANSWER_TOOL = 'structured_answer';

/** The arguments of the answer's tool as the text of the answer, also in what goes back as history. */
export async function* textOfAnswerTool(
  events: AsyncIterable<ChatEvent> | Iterable<ChatEvent>,
): AsyncGenerator<ChatEvent> {
  let answer: number | undefined;
  for await (const event of events) {
    if (event.type === 'tool-call-delta') {
      if (event.name === ANSWER_TOOL) answer = event.index;
      if (event.index !== answer) yield event;
      else if (event.arguments !== undefined) yield { type: 'text-delta', text: event.arguments };
    } else if (event.type === 'done' && answer !== undefined) {
      const finishReason = event.finishReason === 'tool_calls' ? 'stop' : event.finishReason;
      yield { ...event, finishReason, raw: list(event.raw).map(asText) };
    } else yield event;
  }
}

function asText(block: unknown): unknown {
  const call = record(record(block)?.toolUse);
  return call?.name === ANSWER_TOOL ? { text: JSON.stringify(call.input) } : block;
}
