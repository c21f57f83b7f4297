// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import type { ChatRequest } from '../../src/core/chat.ts';
import type { Message, Part } from '../../src/core/content.ts';
import type { Recording } from '../upstream.ts';

const MIME: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

const partOf = (block: any): Part => {
  if (block.text !== undefined) return { type: 'text', text: block.text };
  const { format, source, name } = block.image ?? block.document ?? {};
  if (source?.bytes === undefined) return { type: 'text', text: JSON.stringify(block) };
  const bytes = Buffer.from(source.bytes, 'base64');
  return block.image
    ? { type: 'image', media: { bytes, mimeType: `image/${format}` } }
    : { type: 'file', media: { bytes, mimeType: MIME[format] ?? 'text/plain', name } };
};

/** What a caller asked for, from a recorded request to Converse. */
export function fromConverse({ provider, model, request }: Recording): ChatRequest {
  const body: any = request?.body;
  const turns = body.messages.flatMap((message: any): Message[] => {
    if (message.role === 'assistant')
      return [{ role: 'assistant', parts: [], raw: { provider, items: message.content } }];
    return message.content.map(
      (block: any): Message =>
        block.toolResult
          ? { role: 'tool', toolCallId: block.toolResult.toolUseId, parts: block.toolResult.content.map(partOf) }
          : { role: 'user', parts: [partOf(block)] },
    );
  });
  const tools = (body.toolConfig?.tools ?? [])
    .filter((tool: any) => tool.toolSpec)
    .map(({ toolSpec: { name, description, inputSchema } }: any) => ({
      name,
      ...(description === undefined ? {} : { description }),
      parameters: inputSchema.json,
    }));
  const schema = body.outputConfig?.textFormat.structure.jsonSchema.schema;
  const thinking = body.additionalModelRequestFields?.thinking ?? body.additionalModelRequestFields?.reasoning_config;
  const effort = body.additionalModelRequestFields?.reasoningConfig?.maxReasoningEffort;
  const { maxTokens, temperature } = body.inferenceConfig ?? {};
  return {
    model,
    messages: [
      ...(body.system ?? []).map((block: any): Message => ({ role: 'system', parts: [partOf(block)] })),
      ...turns,
    ],
    ...(tools.length === 0 ? {} : { tools }),
    ...(schema === undefined ? {} : { schema: JSON.parse(schema) }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(thinking === undefined ? {} : { reasoning: { budgetTokens: thinking.budget_tokens } }),
    ...(effort === undefined ? {} : { reasoning: { effort } }),
  };
}
