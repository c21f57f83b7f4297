import { effortFor } from '../effort.ts';
import { defined } from '../read.ts';
import { byModel, noControl, type Spelling, thinkingType } from './spellings.ts';

/** Kimi's models that reason: their sampling is fixed, and their reasoning goes back in a tool loop. */
export const isFixedKimi = (model: string): boolean => /kimi-(k[3-9]|k2\.[6-9])/.test(model);

/** K3 always thinks, in three measures. */
const k3: Spelling = (input) => {
  const { effort, notes } = effortFor(input, ['low', 'high', 'max']);
  return { fields: defined({ reasoning_effort: effort }), notes };
};

/** Kimi: an effort from K3 on, a switch for K2.6, nothing for the coding models. */
export const kimiReasoning: Spelling = byModel([
  [/kimi-k[3-9]/, k3],
  [/k2\.6/, thinkingType({ more: { keep: 'all' } })],
  [/k2\.7|thinking/, noControl],
]);
