import type { RecordedRequest } from '../upstream.ts';
import { claudeAnswer, geminiAnswer, responsesEvents } from './answers.ts';
import type { Reached } from './tool-call.ts';

type Media = { readonly mimeType: string; readonly base64: string; readonly name: string };

/** One family of chat as a provider speaks it: what the vendor documents of its requests and streams. */
export type Door = {
  readonly provider: Reached;
  readonly model: string;
  readonly path: RegExp;
  /** True where the system text is one of the turns. */
  readonly systemIsTurn: boolean;
  readonly image: (media: Media) => unknown;
  readonly pdf: (media: Media) => unknown;
  /** Where the tool choice stands, by what was asked for. */
  readonly toolChoice: Readonly<Record<'auto' | 'none' | 'required' | 'weather', object>>;
  /** Where an open schema, which no strict mode takes, stands. */
  readonly schema: (schema: object) => object;
  /** A streamed text. */
  readonly events: (text: string) => readonly unknown[];
  readonly asksForStream: (request: RecordedRequest) => boolean;
};

const dataUrl = ({ mimeType, base64 }: Media): string => `data:${mimeType};base64,${base64}`;
const claudeSource = ({ mimeType, base64 }: Media) => ({ type: 'base64', media_type: mimeType, data: base64 });
const geminiData = ({ mimeType, base64 }: Media) => ({ inlineData: { mimeType, data: base64 } });
const hasStreamField = ({ body }: RecordedRequest): boolean =>
  typeof body === 'object' && body !== null && 'stream' in body && body.stream === true;
const geminiChoice = (mode: string, only: object = {}) => ({
  toolConfig: { functionCallingConfig: { mode, ...only } },
});

export const DOORS: readonly Door[] = [
  {
    provider: 'openai',
    model: 'openai/gpt-5.6-terra',
    path: /\/responses$/,
    systemIsTurn: true,
    image: (media) => ({ type: 'input_image', image_url: dataUrl(media), detail: 'auto' }),
    pdf: (media) => ({ type: 'input_file', filename: media.name, file_data: dataUrl(media) }),
    toolChoice: {
      auto: { tool_choice: 'auto' },
      none: { tool_choice: 'none' },
      required: { tool_choice: 'required' },
      weather: { tool_choice: { type: 'function', name: 'weather' } },
    },
    schema: (schema) => ({ text: { format: { type: 'json_schema', name: 'answer', schema, strict: false } } }),
    events: (text) => responsesEvents(text),
    asksForStream: hasStreamField,
  },
  {
    provider: 'mistral',
    model: 'mistral/mistral-medium-latest',
    path: /\/chat\/completions$/,
    systemIsTurn: true,
    image: (media) => ({ type: 'image_url', image_url: { url: dataUrl(media) } }),
    pdf: (media) => ({ type: 'document_url', document_url: dataUrl(media) }),
    toolChoice: {
      auto: { tool_choice: 'auto' },
      none: { tool_choice: 'none' },
      required: { tool_choice: 'any' },
      weather: { tool_choice: { type: 'function', function: { name: 'weather' } } },
    },
    schema: (schema) => ({
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: false } },
    }),
    events: (text) => [
      { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] },
      { choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] },
      '[DONE]',
    ],
    asksForStream: hasStreamField,
  },
  {
    provider: 'anthropic',
    model: 'anthropic/claude-sonnet-5',
    path: /\/messages$/,
    systemIsTurn: false,
    image: (media) => ({ type: 'image', source: claudeSource(media) }),
    pdf: (media) => ({ type: 'document', source: claudeSource(media), title: media.name }),
    toolChoice: {
      auto: { tool_choice: { type: 'auto' } },
      none: { tool_choice: { type: 'none' } },
      required: { tool_choice: { type: 'any' } },
      weather: { tool_choice: { type: 'tool', name: 'weather' } },
    },
    // Every object of a schema has to be closed here.
    schema: (schema) => ({
      output_config: { format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } } },
    }),
    events: (text) => [
      { type: 'message_start', message: claudeAnswer([]) },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ],
    asksForStream: hasStreamField,
  },
  {
    provider: 'google',
    model: 'google/gemini-3.8-flash',
    path: /:generateContent$/,
    systemIsTurn: false,
    image: geminiData,
    pdf: geminiData,
    toolChoice: {
      auto: geminiChoice('AUTO'),
      none: geminiChoice('NONE'),
      required: geminiChoice('ANY'),
      weather: geminiChoice('ANY', { allowedFunctionNames: ['weather'] }),
    },
    schema: (schema) => ({
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema },
    }),
    events: (text) => [geminiAnswer([{ text }])],
    asksForStream: ({ url }) => url.includes(':streamGenerateContent'),
  },
];
