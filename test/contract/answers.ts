/** OpenAI's responses: an answer of the given output items. */
export const responsesAnswer = (output: readonly unknown[], more: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  error: null,
  incomplete_details: null,
  model: 'gpt-5-mini-2025-08-07',
  output,
  usage: {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 15,
  },
  ...more,
});

/** The output item of OpenAI's responses that holds a text. */
export const responsesMessage = (text: string) => ({
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
});

/** The same for a call; its own id is not the one that the result names. */
export const responsesCall = (callId: string, call: { readonly name: string; readonly arguments: string }) => ({
  id: `fc_of_${callId}`,
  type: 'function_call',
  status: 'completed',
  call_id: callId,
  ...call,
});

/** A text of OpenAI's responses in the given pieces, as the events of a stream. */
export const responsesEvents = (...pieces: readonly string[]): readonly { readonly type: string }[] => {
  const item = responsesMessage(pieces.join(''));
  const [part] = item.content;
  const place = { item_id: item.id, output_index: 0, content_index: 0 };
  return [
    { type: 'response.created', response: responsesAnswer([], { status: 'in_progress', usage: null }) },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...place, text: part?.text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: responsesAnswer([item]) },
  ].map((event, index) => ({ ...event, sequence_number: index }));
};

/** Chat completions, as OpenAI documents them and others follow. */
export const completionsAnswer = (content: string | null, message: object = {}, finish = 'stop') => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'mistral-medium-latest',
  choices: [{ index: 0, message: { role: 'assistant', content, ...message }, finish_reason: finish }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
});

/** An answer as Anthropic documents it. */
export const claudeAnswer = (content: readonly unknown[], stop = 'end_turn') => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5',
  content,
  stop_reason: stop,
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 5 },
});

/** An answer as Google documents it. */
export const geminiAnswer = (parts: readonly unknown[], finish = 'STOP') => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: finish }],
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
  modelVersion: 'gemini-3.8-flash',
});

/** An answer as Ollama documents it. */
const ollamaAnswer = (content: string) => ({
  model: 'gpt-oss:20b',
  created_at: '2026-01-01T00:00:00Z',
  message: { role: 'assistant', content },
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 10,
  eval_count: 5,
});

const BY_DOOR: readonly (readonly [door: string, answer: (text: string) => unknown])[] = [
  ['/responses', (text) => responsesAnswer([responsesMessage(text)])],
  ['/chat/completions', (text) => completionsAnswer(text)],
  ['/messages', (text) => claudeAnswer([{ type: 'text', text }])],
  [':generateContent', (text) => geminiAnswer([{ text }])],
  ['/api/chat', ollamaAnswer],
  // What Ollama has on this machine is asked for first.
  ['/api/tags', () => ({ models: [{ name: 'gpt-oss:20b', model: 'gpt-oss:20b' }] })],
];

/** The same short text in the shape of whichever door is asked. Throws for a door that nobody should knock at. */
export function answerFor(url: string, text: string): unknown {
  const path = url.split('?')[0] ?? '';
  const found = BY_DOOR.find(([door]) => path.endsWith(door));
  if (found === undefined) throw new Error(`No test answers ${path}.`);
  return found[1](text);
}
