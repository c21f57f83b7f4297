// An independent reading of what Bedrock sends: whole frames, cut by the lengths that they state.
// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import type { Recording } from '../upstream.ts';
import type { Expected } from './expected.ts';

export const payloadsOf = ({ response }: Recording): { type: string; event: any }[] =>
  (response.chunks ?? []).map((chunk) => {
    const bytes = Buffer.from(chunk, 'base64');
    const payload = bytes.subarray(12 + bytes.readUInt32BE(4), bytes.length - 4);
    return {
      type: /messageStop/.exec(bytes.toString('latin1'))?.[0] ?? '',
      event: JSON.parse(payload.toString()),
    };
  });

const FINISH: Record<string, string> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
};

export function expectedConverse(recording: Recording): Expected {
  const body: any = recording.response.body;
  const events = payloadsOf(recording).map(({ event }) => event);
  const blocks: any[] = body?.output.message.content ?? [];
  const inputs = new Map<number, string>();
  for (const { contentBlockIndex: index, start, delta } of events) {
    if (index === undefined) continue;
    blocks[index] ??= {};
    const block = blocks[index];
    if (start?.toolUse) block.toolUse = { ...start.toolUse };
    if (delta?.text) block.text = (block.text ?? '') + delta.text;
    if (delta?.toolUse) inputs.set(index, (inputs.get(index) ?? '') + delta.toolUse.input);
    if (delta?.reasoningContent?.text) block.thought = (block.thought ?? '') + delta.reasoningContent.text;
  }
  for (const [index, input] of inputs) blocks[index].toolUse.input = JSON.parse(input);
  const usage = body?.usage ?? events.find((event) => event.usage)?.usage;
  const cached = usage.cacheReadInputTokens;
  return {
    text: blocks.map((block) => block.text ?? block.citationsContent?.content[0].text ?? '').join(''),
    reasoning: blocks.map((block) => block.thought ?? block.reasoningContent?.reasoningText?.text ?? '').join(''),
    calls: blocks
      .filter((block) => block.toolUse && block.toolUse.type !== 'server_tool_use')
      .map(({ toolUse }) => ({ name: toolUse.name, id: toolUse.toolUseId, arguments: toolUse.input ?? {} })),
    finish: FINISH[body?.stopReason ?? events.find((event) => event.stopReason)?.stopReason] ?? 'unmapped',
    input: usage.totalTokens - usage.outputTokens,
    output: usage.outputTokens,
    ...(cached === undefined ? {} : { cached }),
  };
}
