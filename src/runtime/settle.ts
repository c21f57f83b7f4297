import type { Metered } from '../core/capability.ts';
import { costOf, type MicroUsd } from '../core/money.ts';
import { costOfMedia } from './estimate-media.ts';
import { costOfSpeech } from './estimate-speech.ts';
import type { AnyRequest } from './request.ts';
import type { Candidate } from './resolve.ts';
import type { RunRecord } from './run-record.ts';

/** Books what the answer used. Without a price or a usage the cost stays unknown, and the budget counts the estimate. */
export function settle(
  record: RunRecord,
  result: Metered,
  {
    any,
    candidate,
    high,
  }: { readonly any: AnyRequest; readonly candidate: Candidate; readonly high: MicroUsd | undefined },
): void {
  record.usage = result.usage;
  record.cost = costOfAnswer(any, candidate, result);
  record.charged += record.cost ?? high ?? 0;
}

/** What an answer, or a part of one, cost; `undefined` when that cannot be known. */
export function costOfAnswer(any: AnyRequest, { local, facts }: Candidate, result: Metered): MicroUsd | undefined {
  const isMeasured = local || Object.values(result.usage).some((value) => value !== undefined);
  if (result.costMicroUsd !== undefined) return result.costMicroUsd;
  if (!isMeasured) return undefined;
  const whole = costOf(result.usage, facts?.price);
  const isSpeech = any.capability === 'transcribe' || any.capability === 'speak';
  if (any.capability === 'image' || any.capability === 'video') return whole ?? costOfMedia(result.usage, facts?.price);
  return whole ?? (isSpeech ? costOfSpeech(result.usage, facts?.price) : undefined);
}
