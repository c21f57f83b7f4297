import { type Json, record, records } from '../read.ts';

/**
 * Answers of the first generation in the shape of the second: some servers in Cohere's place still give them.
 * A body of the second generation is returned as it is.
 */
export function bodyOfV1(body: Json): Json {
  if (typeof body.text !== 'string' || body.message !== undefined) return body;
  const calls = callsOf(body);
  return {
    finish_reason: body.finish_reason,
    usage: body.meta,
    message: {
      role: 'assistant',
      ...(body.text === '' ? {} : { content: [{ type: 'text', text: body.text }] }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
  };
}

const callsOf = (body: Json): readonly Json[] =>
  records(body.tool_calls).map(({ name, parameters }, index) => ({
    id: `call_${index}_${name}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(parameters ?? {}) },
  }));

/** An event of the first generation as those of the second; any other as it is. */
export function eventsOfV1(event: Json): readonly Json[] {
  switch (event.event_type) {
    case undefined:
      return [event];
    case 'text-generation':
      return [{ type: 'content-delta', index: 0, delta: { message: { content: { text: event.text } } } }];
    case 'stream-end': {
      const response = record(event.response) ?? {};
      const calls = callsOf(response).map((call, index) => ({
        type: 'tool-call-start',
        index,
        delta: { message: { tool_calls: call } },
      }));
      const finish = event.finish_reason ?? response.finish_reason;
      return [...calls, { type: 'message-end', delta: { finish_reason: finish, usage: response.meta } }];
    }
    default:
      return [];
  }
}
