import type { Effort } from '../../core/chat.ts';

/** How a generation of Claude thinks and what it refuses. Facts of 2026-10, by version. */
export type ClaudeTraits = {
  readonly thinking: 'none' | 'budget' | 'either' | 'adaptive' | 'always-adaptive';
  readonly efforts: readonly Effort[];
  readonly refusesSampling: boolean;
  readonly refusesForcedTools: boolean;
  readonly hasSchemas: boolean;
  /** `max_tokens` is required; this much is asked for when the caller names none. */
  readonly defaultMaxTokens: number;
};

/** `4.5` of `claude-haiku-4-5-20251001`, `3.7` of `claude-3-7-sonnet@20250219`, `4` of `claude-opus-4-20250514`. */
export function claudeVersion(model: string): number | undefined {
  const newer = /claude-(?:opus|sonnet|haiku|fable|mythos)-(\d)(?:[-.](\d{1,2})(?!\d))?/.exec(model);
  const older = /claude-(\d)(?:[-.](\d)(?!\d))?-(?:opus|sonnet|haiku)/.exec(model);
  const found = newer ?? older;
  return found === null ? undefined : Number(`${found[1]}.${found[2] ?? 0}`);
}

const ALL: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** What a model can do; an unknown name is taken for the newest kind. */
export function claudeTraits(model: string): ClaudeTraits {
  const version = claudeVersion(model) ?? Number.POSITIVE_INFINITY;
  const isStrictest = /claude-opus-5[-.]5|claude-fable-5[-.]1/.test(model);
  return {
    thinking: thinkingOf(version, isStrictest),
    efforts: version < 4.7 ? ['low', 'medium', 'high', 'max'] : ALL,
    refusesSampling: version >= 4.7,
    refusesForcedTools: isStrictest,
    hasSchemas: version >= 4.5,
    defaultMaxTokens: version < 3.5 ? 4096 : version < 3.7 ? 8192 : 32_000,
  };
}

function thinkingOf(version: number, isStrictest: boolean): ClaudeTraits['thinking'] {
  if (version < 3.7) return 'none';
  if (version < 4.6) return 'budget';
  if (version < 4.7) return 'either';
  return isStrictest ? 'always-adaptive' : 'adaptive';
}
