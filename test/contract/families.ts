import type { RecordedRequest } from '../upstream.ts';

/** How a wire family answers one small question with "hi", as its vendor documents it. */
export type Family = {
  readonly name: string;
  /** Path and query below a base URL. */
  readonly path: RegExp;
  /** What the recordings call it. */
  readonly api?: string;
  readonly whole: unknown;
  /** The body of the streamed answer; absent where its binary frames are tested beside the family. */
  readonly streamed?: string;
};

const events = (...data: readonly unknown[]): string =>
  data.map((item) => `data: ${typeof item === 'string' ? item : JSON.stringify(item)}\n\n`).join('');

const named = (...data: readonly Readonly<Record<string, unknown>>[]): string =>
  data.map((item) => `event: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`).join('');

const chatUsage = { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 };
const chunk = (delta: unknown, finish_reason: string | null = null) => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
});
const completion = {
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: chatUsage,
};
const completionStream = events(
  chunk({ role: 'assistant', content: 'h' }),
  chunk({ content: 'i' }),
  chunk({}, 'stop'),
  { object: 'chat.completion.chunk', choices: [], usage: chatUsage },
  '[DONE]',
);
const responsesItem = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'hi', annotations: [] }],
};
const response = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  output: [responsesItem],
  usage: { input_tokens: 3, output_tokens: 1, total_tokens: 4 },
};

/** In this order, because the first path that fits decides. */
export const FAMILIES: readonly Family[] = [
  {
    name: 'anthropic-messages',
    path: /\/messages$|:(streamRawP|rawP)redict$/,
    api: 'messages',
    whole: {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'hi' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 1 },
    },
    streamed: named(
      { type: 'message_start', message: { usage: { input_tokens: 3, output_tokens: 0 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
      { type: 'message_stop' },
    ),
  },
  {
    name: 'gemini',
    path: /:(streamG|g)enerateContent(\?.*)?$/,
    api: 'generateContent',
    whole: {
      candidates: [{ content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 },
    },
    streamed: events({
      candidates: [{ content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 },
    }),
  },
  {
    name: 'openai-responses',
    path: /\/responses(\?.*)?$/,
    whole: response,
    streamed: named(
      { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: { ...responsesItem, content: [] } },
      { type: 'response.output_text.delta', output_index: 0, item_id: 'msg_1', content_index: 0, delta: 'hi' },
      { type: 'response.output_item.done', output_index: 0, item: responsesItem },
      { type: 'response.completed', response },
    ),
  },
  {
    name: 'bedrock-converse',
    path: /\/model\/[^/]+\/converse(-stream)?$/,
    whole: {
      output: { message: { role: 'assistant', content: [{ text: 'hi' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 3, outputTokens: 1, totalTokens: 4 },
    },
  },
  {
    name: 'cohere-v2',
    path: /\/v2\/chat$/,
    whole: {
      id: 'c-1',
      finish_reason: 'COMPLETE',
      message: { role: 'assistant', content: [{ type: 'text', text: 'hi' }] },
      usage: { tokens: { input_tokens: 3, output_tokens: 1 } },
    },
  },
  {
    name: 'ollama',
    path: /\/api\/chat$/,
    whole: { model: 'm', message: { role: 'assistant', content: 'hi' }, done: true, done_reason: 'stop' },
  },
  {
    name: 'clova-v3',
    path: /\/v3\/chat-completions\/[^/]+$/,
    whole: {
      status: { code: '20000', message: 'OK' },
      result: { message: { role: 'assistant', content: 'hi' }, finishReason: 'stop', usage: { totalTokens: 4 } },
    },
  },
  { name: 'nlp-cloud', path: /\/chatbot$/, whole: { response: 'hi', history: [{ input: 'hello', response: 'hi' }] } },
  {
    name: 'sap-orchestration',
    path: /\/v2\/completion$/,
    whole: { request_id: 'r', intermediate_results: {}, final_result: completion },
  },
  {
    name: 'replicate-predictions',
    path: /\/predictions$/,
    whole: { id: 'p1', status: 'succeeded', output: ['h', 'i'], error: null, urls: {}, metrics: {} },
  },
  {
    name: 'wenxin',
    path: /\/wenxinworkshop\/chat\/[^/]+$/,
    whole: { id: 'as-1', object: 'chat.completion', result: 'hi', is_truncated: false, usage: chatUsage },
  },
  // OpenAI's messages, but `model_id` and a project where OpenAI's specification needs `model`.
  {
    name: 'watsonx',
    path: /\/ml\/v1\/(deployments\/[^/]+\/)?text\/chat(_stream)?(\?.*)?$/,
    api: 'chat.completions',
    whole: completion,
    streamed: completionStream,
  },
  // Also GigaChat and every server that speaks OpenAI's wire below a path of its own.
  {
    name: 'openai-chat',
    path: /\/chat(\/completions|_stream)?(\?.*)?$/,
    api: 'chat.completions',
    whole: completion,
    streamed: completionStream,
  },
  { name: 'invocations', path: /\/invocations(-response-stream)?$/, whole: completion },
];

/** The family that a request belongs to; a new one states its answer above. */
export const familyOf = ({ url }: Pick<RecordedRequest, 'url'>): Family | undefined =>
  FAMILIES.find(({ path }) => path.test(url));
