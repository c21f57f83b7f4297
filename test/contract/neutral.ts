// Rebuilds what a caller asked from a recorded request, so that encoding it again can be checked against the vendor.
// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import type { ChatRequest, Effort, ToolChoice, ToolOffer } from '../../src/core/chat.ts';
import type { Message, Part } from '../../src/core/content.ts';
import type { Recording } from '../upstream.ts';

const bytes = (base64: string) => Buffer.from(base64, 'base64');
const words = (text: string): Part => ({ type: 'text', text });
/** What stands behind a URL is not recorded; any picture or paper does. */
const picture: Part = { type: 'image', media: { bytes: bytes('iVBORw0KGgo='), mimeType: 'image/png' } };
const paper: Part = {
  type: 'file',
  media: { bytes: Buffer.from('%PDF-1.7'), mimeType: 'application/pdf', name: 'paper.pdf' },
};

const media = (url: string): { bytes: Uint8Array; mimeType: string } | undefined => {
  const [, mimeType, data] = /^data:([^;]+);base64,(.*)$/s.exec(url) ?? [];
  return mimeType && data !== undefined ? { mimeType, bytes: bytes(data) } : undefined;
};

const chatPart = (part: any): Part => {
  if (typeof part === 'string') return words(part);
  switch (part.type) {
    case 'text':
      return words(part.text);
    case 'image_url': {
      const found = media(part.image_url.url ?? part.image_url);
      return found ? { type: 'image', media: found } : picture;
    }
    case 'input_audio': {
      const { input_audio: audio } = part;
      const data = typeof audio === 'string' ? audio : audio.data;
      return {
        type: 'audio',
        media: { bytes: bytes(data), mimeType: audio.format === 'wav' ? 'audio/wav' : 'audio/mpeg' },
      };
    }
    case 'file':
    case 'document_url':
    case 'document':
      return paper;
    default:
      throw new Error(`unknown part ${part.type}`);
  }
};

const parts = (content: any, read: (part: any) => Part): Part[] =>
  content === null || content === undefined ? [] : typeof content === 'string' ? [words(content)] : content.map(read);

const functions = (tools: any[] | undefined): ToolOffer[] =>
  (tools ?? [])
    .filter((tool) => tool.type === 'function' && tool.function)
    .map((tool) => ({ parameters: {}, ...tool.function, strict: undefined }));

const chatChoice = (choice: any): ToolChoice | undefined =>
  choice === 'any'
    ? 'required'
    : typeof choice === 'object' && choice
      ? { name: choice.function.name }
      : (choice ?? undefined);

export function fromChat({ provider, request }: Recording): ChatRequest {
  const body: any = request?.body;
  const messages = body.messages.map((message: any): Message => {
    if (message.role === 'system' || message.role === 'developer')
      return { role: 'system', parts: parts(message.content, chatPart) };
    if (message.role === 'tool')
      return { role: 'tool', toolCallId: message.tool_call_id, parts: parts(message.content, chatPart) };
    if (message.role !== 'assistant') return { role: 'user', parts: parts(message.content, chatPart) };
    const isPlain = typeof message.content === 'string' || message.content === null || message.content === undefined;
    const isRaw = !isPlain || message.reasoning_content || message.reasoning || message.reasoning_details;
    if (isRaw) return { role: 'assistant', parts: [], raw: { provider, items: [message] } };
    const toolCalls = (message.tool_calls ?? []).map((call: any) => ({
      id: call.id,
      name: call.function.name,
      arguments: call.function.arguments,
    }));
    return { role: 'assistant', parts: parts(message.content, chatPart), toolCalls };
  });
  const effort: Effort | undefined = body.reasoning_effort ?? body.reasoning?.effort;
  return clean({
    model: body.model,
    messages,
    tools: functions(body.tools),
    toolChoice: functions(body.tools).length > 0 ? chatChoice(body.tool_choice) : undefined,
    schema: body.response_format?.json_schema?.schema,
    temperature: body.temperature ?? undefined,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    reasoning:
      effort || body.reasoning?.max_tokens ? clean({ effort, budgetTokens: body.reasoning?.max_tokens }) : undefined,
  });
}

const responsesPart = (part: any): Part => {
  if (part.type === 'input_file') return paper;
  if (part.type !== 'input_image') return words(part.text ?? '');
  const found = media(part.image_url ?? '');
  return found ? { type: 'image', media: found } : picture;
};

export function fromResponses({ provider, request }: Recording): ChatRequest {
  const body: any = request?.body;
  const items: any[] = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
  const messages = items.map((item: any): Message => {
    if (item.type === 'function_call_output')
      return { role: 'tool', toolCallId: item.call_id, parts: parts(item.output, responsesPart) };
    if (item.role === 'user') return { role: 'user', parts: parts(item.content, responsesPart) };
    if (item.role === 'system' || item.role === 'developer')
      return { role: 'system', parts: parts(item.content, responsesPart) };
    if (item.role === 'assistant') return { role: 'assistant', parts: parts(item.content, responsesPart) };
    if (item.type === 'function_call') {
      const call = { id: item.call_id, name: item.name, arguments: item.arguments };
      return { role: 'assistant', parts: [], toolCalls: [call] };
    }
    // What a recorded caller left out of an item that it gave back, the vendor's own answer has.
    const whole = {
      id: 'item_1',
      status: 'completed',
      ...(item.type === 'reasoning' ? { summary: [] } : { result: 'AAAA' }),
    };
    return { role: 'assistant', parts: [], raw: { provider, items: [{ ...whole, ...item }] } };
  });
  const tools = (body.tools ?? [])
    .filter((tool: any) => tool.type === 'function')
    .map(({ name, description, parameters }: any) =>
      clean({ name, description: description ?? undefined, parameters }),
    );
  const choice = body.tool_choice;
  return clean({
    model: body.model,
    messages,
    tools,
    toolChoice: tools.length === 0 || !choice ? undefined : typeof choice === 'object' ? { name: choice.name } : choice,
    schema: body.text?.format?.schema,
    temperature: body.temperature ?? undefined,
    maxTokens: body.max_output_tokens ?? undefined,
    reasoning: body.reasoning
      ? clean({ effort: body.reasoning.effort ?? undefined, show: body.reasoning.summary ? true : undefined })
      : undefined,
  });
}

const claudePart = (block: any): Part => {
  if (block.type === 'text') return words(block.text);
  if (block.type === 'image')
    return block.source.type === 'base64'
      ? { type: 'image', media: { bytes: bytes(block.source.data), mimeType: block.source.media_type } }
      : picture;
  if (block.type === 'document') return block.source.type === 'text' ? words(block.source.data) : paper;
  return words(JSON.stringify(block));
};

export function fromMessages({ provider, request }: Recording): ChatRequest {
  const body: any = request?.body;
  const system: Message[] = body.system ? [{ role: 'system', parts: parts(body.system, claudePart) }] : [];
  const turns = body.messages.flatMap((message: any): Message[] => {
    if (message.role === 'assistant') {
      const items = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
      const isPlain = items.every((block: any) => block.type === 'text' || block.type === 'tool_use');
      if (!isPlain) return [{ role: 'assistant', parts: [], raw: { provider, items } }];
      const toolCalls = items
        .filter((block: any) => block.type === 'tool_use')
        .map((block: any) => ({ id: block.id, name: block.name, arguments: JSON.stringify(block.input) }));
      return [
        {
          role: 'assistant',
          parts: parts(
            items.filter((block: any) => block.type === 'text'),
            claudePart,
          ),
          toolCalls,
        },
      ];
    }
    if (typeof message.content === 'string') return [{ role: 'user', parts: [words(message.content)] }];
    return message.content.map(
      (block: any): Message =>
        block.type === 'tool_result'
          ? { role: 'tool', toolCallId: block.tool_use_id, parts: parts(block.content, claudePart) }
          : { role: 'user', parts: [claudePart(block)] },
    );
  });
  const tools = (body.tools ?? [])
    .filter((tool: any) => tool.input_schema)
    .map((tool: any) => ({ name: tool.name, description: tool.description, parameters: tool.input_schema }));
  const choice = body.tool_choice;
  return clean({
    model: body.model,
    messages: [...system, ...turns],
    tools,
    toolChoice:
      tools.length === 0 || !choice
        ? undefined
        : choice.type === 'tool'
          ? { name: choice.name }
          : choice.type === 'any'
            ? 'required'
            : choice.type,
    schema: body.output_config?.format?.schema,
    temperature: body.temperature,
    maxTokens: body.max_tokens,
    reasoning: body.thinking
      ? clean({ budgetTokens: body.thinking.budget_tokens, effort: body.output_config?.effort })
      : undefined,
  });
}

export function fromGemini({ provider, model, request }: Recording): ChatRequest {
  const body: any = request?.body;
  const config = body.generationConfig ?? {};
  const part = (one: any): Part => {
    if (one.text !== undefined) return words(one.text);
    const inline = one.inlineData ?? one.inline_data;
    if (!inline) return words(JSON.stringify(one));
    const mimeType: string = inline.mimeType ?? inline.mime_type;
    const type = mimeType.startsWith('image/') ? 'image' : mimeType.startsWith('audio/') ? 'audio' : 'file';
    return { type, media: { bytes: bytes(inline.data), mimeType } };
  };
  const messages = body.contents.flatMap((content: any): Message[] => {
    if (content.role === 'model')
      return [{ role: 'assistant', parts: [], raw: { provider, items: [content.parts].flat() } }];
    return [content.parts].flat().map(
      (one: any): Message =>
        one.functionResponse
          ? {
              role: 'tool',
              toolCallId: one.functionResponse.id ?? one.functionResponse.name,
              name: one.functionResponse.name,
              parts: [words(JSON.stringify(one.functionResponse.response))],
            }
          : { role: 'user', parts: [part(one)] },
    );
  });
  const tools = (body.tools ?? [])
    .flatMap((tool: any) => tool.functionDeclarations ?? [])
    .map((tool: any) => ({
      name: tool.name,
      description: tool.description,
      parameters: tool.parametersJsonSchema ?? tool.parameters ?? {},
    }));
  const mode = body.toolConfig?.functionCallingConfig?.mode;
  const thinking = config.thinkingConfig;
  return clean({
    model,
    messages: [
      ...(body.systemInstruction
        ? [{ role: 'system' as const, parts: [body.systemInstruction.parts].flat().map(part) }]
        : []),
      ...messages,
    ],
    tools,
    toolChoice: tools.length === 0 || !mode ? undefined : mode === 'ANY' ? 'required' : mode.toLowerCase(),
    schema: config.responseJsonSchema ?? config.responseSchema,
    temperature: config.temperature ?? undefined,
    maxTokens: config.maxOutputTokens ?? undefined,
    reasoning: thinking
      ? clean({
          budgetTokens: thinking.thinkingBudget,
          effort: thinking.thinkingLevel?.toLowerCase(),
          show: thinking.includeThoughts ?? undefined,
        })
      : undefined,
  });
}

export function fromOllama({ request }: Recording): ChatRequest {
  const body: any = request?.body;
  const messages = body.messages.map((message: any): Message => {
    const said: Part[] = [words(message.content)];
    const pictures = (message.images ?? []).map(
      (data: string): Part => ({ type: 'image', media: { bytes: bytes(data), mimeType: 'image/png' } }),
    );
    if (message.role === 'tool')
      return { role: 'tool', toolCallId: message.tool_call_id ?? 'call_1', name: message.tool_name, parts: said };
    if (message.role !== 'assistant') return { role: message.role, parts: [...said, ...pictures] };
    const toolCalls = (message.tool_calls ?? []).map((call: any, index: number) => ({
      id: call.id ?? `call_${index}`,
      name: call.function.name,
      arguments: JSON.stringify(call.function.arguments),
    }));
    return { role: 'assistant', parts: said, toolCalls };
  });
  return clean({
    model: body.model,
    messages,
    tools: functions(body.tools),
    schema: typeof body.format === 'object' ? body.format : undefined,
    temperature: body.options?.temperature,
    maxTokens: body.options?.num_predict,
    reasoning: body.think === undefined ? undefined : { effort: body.think ? 'high' : 'none' },
  });
}

/** The object without absent fields and empty tool lists. */
const clean = <T extends object>(object: T): T =>
  Object.fromEntries(
    Object.entries(object).filter(([key, value]) => value !== undefined && !(key === 'tools' && value.length === 0)),
  ) as T;
