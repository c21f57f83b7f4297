import type { ClaudeTraits } from './claude.ts';

/** The temperature as a generation of Claude takes it, and what was changed. */
export function temperatureFor(
  temperature: number | undefined,
  traits: ClaudeTraits,
  isThinking: boolean,
): { readonly temperature?: number; readonly notes: readonly string[] } {
  if (temperature === undefined) return { notes: [] };
  if (traits.refusesSampling) return { notes: ['temperature was dropped: this model refuses it'] };
  if (isThinking && temperature !== 1)
    return { notes: ['temperature was dropped: it cannot be set while the model thinks'] };
  if (temperature > 1)
    return { temperature: 1, notes: [`temperature ${temperature} became 1, the most this provider takes`] };
  return { temperature, notes: [] };
}
