// An independent reading of the recordings: short, loose and written from the vendors' documents, not from the decoders.
// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import type { Recording } from '../upstream.ts';
import { dataOf, linesOf } from './recordings.ts';

export type Expected = {
  text: string;
  reasoning: string;
  calls: { name: string; arguments: unknown; id?: string }[];
  finish: string;
  input?: number;
  output?: number;
  cached?: number;
  /** The answer is an error although its status is 200. */
  isError?: boolean;
};

const spoken = (content: any): { text: string; thinking: string } => {
  if (content === null || content === undefined) return { text: '', thinking: '' };
  if (typeof content === 'string') return { text: content, thinking: '' };
  if (!Array.isArray(content)) return { text: JSON.stringify(content), thinking: '' };
  const thinking = content.filter((piece) => piece.type === 'thinking').flatMap((piece) => piece.thinking);
  const summary = content.filter((piece) => piece.type === 'reasoning').flatMap((piece) => piece.summary);
  const texts = content.filter((piece) => piece.type === 'text');
  const joined = (pieces: any[]) => pieces.map((piece) => piece.text).join('');
  return { text: joined(texts), thinking: joined([...thinking, ...summary]) };
};

const reasoned = (message: any): string =>
  message.reasoning_content ||
  message.reasoning ||
  spoken(message.content).thinking ||
  (message.reasoning_details ?? []).map((detail: any) => detail.text ?? detail.summary ?? '').join('');

const withoutThink = (text: string, reasoning: string): { text: string; reasoning: string } => {
  const found = /^\s*<think>([\s\S]*?)(?:<\/think>|$)\s*([\s\S]*)$/.exec(text);
  return found ? { text: found[2] ?? '', reasoning: reasoning + found[1] } : { text, reasoning };
};

const CHAT_FINISH: Record<string, string> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
};

export function expectedChat(recording: Recording): Expected {
  const isStream = recording.response.chunks !== undefined;
  const chunks: any[] = isStream ? [...dataOf(recording)] : [recording.response.body];
  if (chunks.some((chunk) => chunk.error)) return { text: '', reasoning: '', calls: [], finish: '', isError: true };
  const choices = chunks.map((chunk) => chunk.choices?.[0]).filter((choice) => choice && !choice.index);
  const messages = choices.map((choice) => choice.message ?? choice.delta).filter(Boolean);
  const calls = new Map<string, { name: string; arguments: string; id: string }>();
  for (const message of messages) {
    for (const [position, call] of (message.tool_calls ?? []).entries()) {
      // An id is said once; until another one is, pieces of the same index belong to it.
      const place = String(isStream ? (call.index ?? 0) : position);
      const key = call.id
        ? `${place} ${call.id}`
        : ([...calls.keys()].findLast((known) => known.split(' ')[0] === place) ?? place);
      const open = calls.get(key) ?? { name: '', arguments: '', id: '' };
      calls.set(key, open);
      open.id ||= call.id ?? '';
      open.name ||= call.function?.name ?? '';
      open.arguments += call.function?.arguments ?? '';
    }
  }
  const refusal = messages.map((message) => message.refusal ?? '').join('');
  const said = withoutThink(
    messages.map((message) => spoken(message.content).text).join(''),
    messages.map(reasoned).join(''),
  );
  const reason = choices
    .map((choice) => choice.finish_reason)
    .filter(Boolean)
    .at(-1);
  const mapped = CHAT_FINISH[reason ?? 'stop'] ?? `unmapped ${reason}`;
  const usage = chunks
    .map((chunk) => chunk.usage ?? chunk.x_groq?.usage)
    .filter(Boolean)
    .at(-1);
  return {
    text: said.text || refusal,
    reasoning: said.reasoning,
    calls: [...calls.values()].map(({ name, arguments: text, id }) => ({
      name,
      arguments: JSON.parse(text || '{}'),
      id,
    })),
    finish: mapped !== 'stop' ? mapped : refusal ? 'content_filter' : calls.size > 0 ? 'tool_calls' : 'stop',
    ...(usage ? countedIn(usage) : {}),
  };
}

/** The total is input and output; what neither prompt nor completion holds is audio that went in or thought that came out. */
const countedIn = (usage: any): Pick<Expected, 'input' | 'output' | 'cached'> => {
  const cached = usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens;
  const hasAudio = typeof usage.prompt_audio_seconds === 'number';
  const prompt = hasAudio ? usage.total_tokens - usage.completion_tokens : usage.prompt_tokens;
  const output = (usage.total_tokens ?? prompt) - prompt;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  return {
    // A cache larger than the prompt stands beside it, reasoning larger than the rest stands beside that.
    input: cached > prompt ? prompt + cached : prompt,
    ...(reasoning > output ? {} : { output }),
    ...(cached === undefined ? {} : { cached }),
  };
};

const CLAUDE_FINISH: Record<string, string> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  refusal: 'content_filter',
};

export function expectedMessages(recording: Recording): Expected {
  const events: any[] = recording.response.chunks ? [...dataOf(recording)] : [];
  const whole: any = recording.response.body;
  const blocks: any[] =
    whole?.content ??
    events.filter((event) => event.type === 'content_block_start').map((event) => structuredClone(event.content_block));
  const inputs: string[] = blocks.map(() => '');
  for (const { type, index, delta } of events) {
    if (type !== 'content_block_delta') continue;
    if (delta.type === 'text_delta') blocks[index].text += delta.text;
    if (delta.type === 'thinking_delta') blocks[index].thinking += delta.thinking;
    if (delta.type === 'input_json_delta') inputs[index] += delta.partial_json;
  }
  const started = events.find((event) => event.type === 'message_start')?.message.usage;
  const ended = events.findLast((event) => event.type === 'message_delta');
  const usage = whole?.usage ?? { ...started, ...ended?.usage };
  return {
    text: blocks
      .filter((block) => block.type === 'text')
      .map((block) => block.text)
      .join(''),
    reasoning: blocks
      .filter((block) => block.type === 'thinking')
      .map((block) => block.thinking)
      .join(''),
    calls: blocks.flatMap((block, index) =>
      block.type === 'tool_use'
        ? [{ name: block.name, id: block.id, arguments: inputs[index] ? JSON.parse(inputs[index] ?? '') : block.input }]
        : [],
    ),
    finish: CLAUDE_FINISH[whole?.stop_reason ?? ended?.delta.stop_reason] ?? 'unmapped',
    input: usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0),
    output: usage.output_tokens,
    cached: usage.cache_read_input_tokens ?? undefined,
  };
}

export function expectedGemini(recording: Recording): Expected {
  const body: any = recording.response.body;
  const chunks: any[] = recording.response.chunks ? [...dataOf(recording)] : Array.isArray(body) ? body : [body];
  const parts: any[] = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const calls = parts
    .filter((part) => part.functionCall)
    .map(({ functionCall }) => ({ name: functionCall.name, arguments: functionCall.args ?? {}, id: functionCall.id }));
  const reason = chunks
    .map((chunk) => chunk.candidates?.[0]?.finishReason)
    .filter(Boolean)
    .at(-1);
  const usage = chunks
    .map((chunk) => chunk.usageMetadata)
    .filter(Boolean)
    .at(-1);
  const finishes: Record<string, string> = {
    STOP: calls.length > 0 ? 'tool_calls' : 'stop',
    MAX_TOKENS: 'length',
    SAFETY: 'content_filter',
  };
  const isBlocked = chunks.some((chunk) => chunk.promptFeedback?.blockReason);
  const texts = (isThought: boolean) =>
    parts
      .filter((part) => Boolean(part.thought) === isThought)
      .map((part) => part.text ?? '')
      .join('');
  return {
    text: texts(false),
    reasoning: texts(true),
    calls,
    finish: reason
      ? (finishes[reason] ?? `unmapped ${reason}`)
      : isBlocked
        ? 'content_filter'
        : recording.response.chunks
          ? 'missing'
          : 'stop',
    // Input and output are what the total is made of, thoughts and what tools read included.
    ...(usage?.totalTokenCount && usage.candidatesTokenCount !== undefined
      ? {
          input: usage.promptTokenCount + (usage.toolUsePromptTokenCount ?? 0),
          output: usage.totalTokenCount - usage.promptTokenCount - (usage.toolUsePromptTokenCount ?? 0),
        }
      : {}),
  };
}

const RESPONSES_FINISH: Record<string, string> = { max_output_tokens: 'length', content_filter: 'content_filter' };

export function expectedResponses(recording: Recording): Expected {
  const body: any = recording.response.body;
  if (body?.choices) return expectedChat(recording);
  const events: any[] = recording.response.chunks ? [...dataOf(recording)] : [];
  const whole: any = body ?? events.find((event) => /^response\.(completed|incomplete)$/.test(event.type))?.response;
  if (!whole?.output) return { text: '', reasoning: '', calls: [], finish: '', isError: true };
  // What a stream says stands in its deltas; its last event only says it again.
  const said = (...kinds: string[]) =>
    events
      .filter((event) => kinds.includes(event.type))
      .map((event) => event.delta)
      .join('');
  const pieces = (type: string, field: string, of: string) =>
    whole.output
      .filter((item: any) => item.type === type)
      .flatMap((item: any) => item[field] ?? [])
      .map((piece: any) => piece[of] ?? '')
      .join('');
  const text = body ? pieces('message', 'content', 'text') : said('response.output_text.delta');
  const refusal = pieces('message', 'content', 'refusal');
  const calls = (
    body ? whole.output : events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item)
  )
    .filter((item: any) => item.type === 'function_call')
    .map((item: any) => ({ name: item.name, arguments: JSON.parse(item.arguments || '{}'), id: item.call_id }));
  const reason = RESPONSES_FINISH[whole.incomplete_details?.reason];
  return {
    text: text || refusal,
    reasoning: body
      ? pieces('reasoning', 'summary', 'text') + pieces('reasoning', 'content', 'text')
      : said('response.reasoning_summary_text.delta', 'response.reasoning_text.delta'),
    calls,
    finish: reason ?? (refusal ? 'content_filter' : calls.length > 0 ? 'tool_calls' : 'stop'),
    input: whole.usage?.input_tokens,
    output: whole.usage?.output_tokens,
    cached: whole.usage?.input_tokens_details?.cached_tokens,
  };
}

export function expectedOllama(recording: Recording): Expected {
  const lines: any[] = recording.response.chunks ? [...linesOf(recording)] : [recording.response.body];
  if (lines.some((line) => line.error)) return { text: '', reasoning: '', calls: [], finish: '', isError: true };
  const joined = (field: string) => lines.map((line) => line.message?.[field] ?? '').join('');
  const said = withoutThink(joined('content'), joined('thinking'));
  const calls = lines
    .flatMap((line) => line.message?.tool_calls ?? [])
    .map((call) => ({ name: call.function.name, arguments: call.function.arguments, id: call.id }));
  const last = lines.at(-1);
  return {
    ...said,
    calls,
    finish: last.done_reason === 'length' ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop',
    input: last.prompt_eval_count,
    output: last.eval_count,
  };
}

const COHERE_FINISH: Record<string, string> = { COMPLETE: 'stop', MAX_TOKENS: 'length', TOOL_CALL: 'tool_calls' };

export function expectedCohere(recording: Recording): Expected {
  const body: any = recording.response.body;
  if (recording.request?.url.includes('/v1/')) {
    const last: any = body ?? linesOf(recording).at(-1)?.response;
    const { input_tokens: input, output_tokens: output } = last.meta.tokens;
    return {
      text: last.text,
      reasoning: '',
      calls: [],
      finish: COHERE_FINISH[last.finish_reason] ?? '',
      input,
      output,
    };
  }
  const events: any[] = body ? [] : [...dataOf(recording)];
  if (events.some((event) => event.delta?.error))
    return { text: '', reasoning: '', calls: [], finish: '', isError: true };
  const message = body?.message;
  const deltas = events.map((event) => event.delta?.message).filter(Boolean);
  const pieces: any[] = message ? (message.content ?? []) : deltas.map((delta) => delta.content).filter(Boolean);
  const plan = message ? message.tool_plan : deltas.map((delta) => delta.tool_plan ?? '').join('');
  const opened = events.filter(({ type }) => type === 'tool-call-start');
  const calls: any[] = message
    ? (message.tool_calls ?? [])
    : opened.map(({ index, delta }) => ({
        id: delta.message.tool_calls.id,
        function: {
          name: delta.message.tool_calls.function.name,
          arguments: events
            .filter((event) => event.type.startsWith('tool-call-') && event.index === index)
            .map((event) => event.delta?.message?.tool_calls?.function?.arguments ?? '')
            .join(''),
        },
      }));
  const end = body ?? events.find(({ type }) => type === 'message-end')?.delta;
  const cached = end.usage?.cached_tokens;
  const tokens = end.usage?.tokens ?? {};
  return {
    text: pieces.map((piece) => piece.text ?? '').join(''),
    reasoning: pieces.map((piece) => piece.thinking ?? '').join('') + (plan ?? ''),
    calls: calls.map((call) => ({
      id: call.id,
      name: call.function.name,
      arguments: JSON.parse(call.function.arguments || 'null') ?? {},
    })),
    finish: COHERE_FINISH[end.finish_reason] ?? 'unmapped',
    input: tokens.input_tokens === undefined ? undefined : tokens.input_tokens + (tokens.image_tokens ?? 0),
    output: tokens.output_tokens,
    cached,
  };
}

/** The native chats of Cohere and Ollama share a name, and nothing else. */
export const expectedNative = (recording: Recording): Expected =>
  recording.provider === 'ollama' ? expectedOllama(recording) : expectedCohere(recording);

/** The reading of each protocol that is recorded. */
export const READERS: Readonly<Record<string, (recording: Recording) => Expected>> = {
  'chat.completions': expectedChat,
  responses: expectedResponses,
  chat: expectedNative,
  messages: expectedMessages,
  generateContent: expectedGemini,
};
