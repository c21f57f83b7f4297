import type { Metered } from '../core/capability.ts';
import type { ChatResult } from '../core/chat.ts';
import { ProviderError } from '../core/errors.ts';
import { outputLimit } from './estimate.ts';
import type { AnyRequest } from './request.ts';

/** The first words of answers that give none, in the languages that small models are asked in most. */
const GIVES_UP =
  /^\W*(?:i(?:'|’)?m (?:sorry|not (?:sure|certain|able))|i am (?:sorry|not (?:sure|certain|able))|sorry,? (?:but )?i|i (?:do not|don['’]t|cannot|can['’]t) (?:know|answer|help|tell|provide)|as an ai|ich weiß (?:es )?nicht|es tut mir leid|je ne sais pas|je suis désolé|no lo sé|lo siento|我不知道|抱歉)/i;
/** Longer answers that begin so still say something. */
const SHORT = 240;

/**
 * Why the answer of a small model on this machine should be asked of a larger one, or undefined when it will do. Only what
 * can be seen in the answer counts: it is empty, it was cut, it is no JSON where JSON was asked for, or it gives up.
 */
export function whyUnsure(any: AnyRequest, result: Metered): string | undefined {
  if (any.capability !== 'chat') return undefined;
  // `callCandidate` answered for the capability of `any`.
  const { text, toolCalls, finishReason } = result as ChatResult;
  if (toolCalls.length > 0) return undefined;
  const said = text.trim();
  if (said === '') return 'the answer is empty';
  const isAskedShort = any.request.maxTokens !== undefined && outputLimit(any.request, undefined) < 1024;
  if (finishReason === 'length' && !isAskedShort) return 'the answer was cut at its length';
  if (any.request.schema !== undefined && !isJson(said)) return 'the answer is not the JSON that was asked for';
  if (said.length <= SHORT && GIVES_UP.test(said)) return 'the answer gives up';
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^```(?:json)?\s*|\s*```$/g, ''));
    return true;
  } catch {
    return false;
  }
}

/** The answer as a failure that lets the next candidate be asked. */
export const unsure = (model: string, why: string): ProviderError =>
  new ProviderError('bad_response', { message: `${model} was not sure: ${why}.`, hint: 'Ask a larger model.' });
