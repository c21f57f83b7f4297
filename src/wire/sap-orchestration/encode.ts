import type { ChatRequest } from '../../core/chat.ts';
import { type Encoded, encodeRequest as encodeChat } from '../openai-chat/encode.ts';
import { mixedReasoning } from '../openai-chat/hosted-reasoning.ts';
import { defined, record } from '../read.ts';

/** What would be taken for a place to fill in. */
const PLACEHOLDER = /\{\{\s*\?/;

/**
 * A neutral request as the body of the orchestration service's `POST /v2/completion`: the messages are a template, all else
 * that OpenAI's body has belongs to the prompt or the model.
 */
export function encodeRequest(request: ChatRequest, provider: string, stream: boolean): Encoded {
  const { body, notes } = encodeChat(request, {
    provider,
    stream: false,
    dialect: { reasoning: mixedReasoning },
  });
  const { model: name, messages, tools, response_format, ...params } = body;
  const values: Record<string, string> = {};
  const template = withoutPlaceholders(messages, values);
  return {
    body: defined({
      config: {
        ...(stream ? { stream: { enabled: true } } : {}),
        modules: {
          prompt_templating: {
            model: { name, params },
            prompt: defined({ template, tools, response_format }),
          },
        },
      },
      placeholder_values: Object.keys(values).length === 0 ? undefined : values,
    }),
    notes,
  };
}

/** Texts that would be filled in become a placeholder of their own, whose value is the text as it is. */
function withoutPlaceholders(value: unknown, values: Record<string, string>): unknown {
  if (typeof value === 'string') {
    if (!PLACEHOLDER.test(value)) return value;
    const name = `text_${Object.keys(values).length + 1}`;
    values[name] = value;
    return `{{?${name}}}`;
  }
  if (Array.isArray(value)) return value.map((item) => withoutPlaceholders(item, values));
  const fields = record(value);
  if (fields === undefined) return value;
  // What a tool was called with is not a template.
  return Object.fromEntries(
    Object.entries(fields).map(([key, child]) => [
      key,
      key === 'tool_calls' ? child : withoutPlaceholders(child, values),
    ]),
  );
}
