import type { Ran, RunOptions } from '../core/app.ts';
import type { CapabilityRequest } from '../core/capability.ts';
import { ProviderError } from '../core/errors.ts';
import { sumOfCosts } from '../core/money.ts';
import type { Receipt } from '../core/receipt.ts';
import { assistantTurn } from '../core/thread.ts';
import type { ToolCall } from '../core/tool.ts';
import { addUsage } from '../core/usage.ts';
import { compileSchema, type Schema, type Validate } from './schema.ts';

export type Structured = { readonly ran: Ran<'chat'>; readonly object: unknown };

/**
 * An answer that is valid by the schema. An answer that is not gets one chance to be mended, by the model that gave
 * it and through the same pipeline; after that it is `bad_response`.
 */
export async function runStructured(
  request: CapabilityRequest<'chat'> & { readonly schema: Schema },
  options: RunOptions,
  call: ToolCall,
): Promise<Structured> {
  const validate = await compileSchema(request.schema);
  const first = await call.app.run('chat', request, options, call);
  const checked = check(first, validate);
  if (checked.ok) return { ran: first, object: checked.value };

  const complaint = `That answer is not valid: ${checked.problem}\nAnswer again with only the corrected JSON.`;
  const second = await call.app.run(
    'chat',
    {
      ...request,
      messages: [
        ...request.messages,
        assistantTurn(first.result),
        { role: 'user', parts: [{ type: 'text', text: complaint }] },
      ],
    },
    { ...options, model: `${first.receipt.provider}/${first.receipt.model}`, fallbacks: [] },
    call,
  );
  const mended = check(second, validate);
  if (!mended.ok) {
    throw new ProviderError('bad_response', {
      provider: second.receipt.provider,
      message: `The answer does not fit the schema, even after a correction: ${mended.problem}`,
      hint: 'Simplify the schema, raise max_tokens, or choose a stronger model.',
    });
  }
  const receipt = joined(first.receipt, second.receipt);
  return { ran: { result: second.result, receipt }, object: mended.value };
}

type Checked = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

function check({ result }: Ran<'chat'>, validate: Validate): Checked {
  // A request for tools or a refusal is an answer of its own kind, which no schema describes.
  if (result.finishReason === 'tool_calls' || result.toolCalls.length > 0 || result.finishReason === 'content_filter') {
    return { ok: true, value: undefined };
  }
  const parsed = parseJson(result.text);
  if (!parsed.ok) {
    const why = result.finishReason === 'length' ? 'it was cut at the token limit' : parsed.problem;
    return { ok: false, problem: why };
  }
  const problem = validate(parsed.value);
  return problem === undefined ? parsed : { ok: false, problem };
}

/** JSON as models write it: bare, or in one Markdown fence. */
function parseJson(text: string): Checked {
  const [, inFence] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text) ?? [];
  try {
    return { ok: true, value: JSON.parse(inFence ?? text) };
  } catch {
    return { ok: false, problem: 'it is not JSON' };
  }
}

function joined(first: Receipt, second: Receipt): Receipt {
  return {
    ...second,
    usage: addUsage(first.usage, second.usage),
    costMicroUsd: sumOfCosts([first.costMicroUsd, second.costMicroUsd]),
    latencyMs: first.latencyMs + second.latencyMs,
    attempts: [...first.attempts, ...second.attempts],
    notes: [...(first.notes ?? []), ...(second.notes ?? []), 'The first answer did not fit the schema.'],
  };
}
