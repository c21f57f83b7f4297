import type { Effort, ReasoningInput } from '../../core/chat.ts';
import { effortFor, NOTHING, type Spelled, wantedEffort } from '../effort.ts';
import { defined } from '../read.ts';

/** `reasoning_effort` with the given levels. */
export const effortField =
  (allowed: readonly Effort[]) =>
  (input: ReasoningInput): Spelled => {
    const { effort, notes } = effortFor(input, allowed);
    return { fields: defined({ reasoning_effort: effort }), notes };
  };

/** DeepSeek: a switch, and `high` or `max` when it is on. */
export function deepseekReasoning(input: ReasoningInput): Spelled {
  const { effort, notes } = effortFor(input, ['none', 'high', 'max']);
  if (effort === undefined) return NOTHING;
  if (effort === 'none') return { fields: { thinking: { type: 'disabled' } }, notes };
  return { fields: { thinking: { type: 'enabled' }, reasoning_effort: effort }, notes };
}

/** OpenRouter: effort or budget, and whether to show; it spells them for the route itself. */
export function openrouterReasoning({ effort, budgetTokens, show }: ReasoningInput): Spelled {
  const wish = effort === undefined ? { max_tokens: budgetTokens } : { effort };
  const isOn = effort === undefined && budgetTokens === undefined && show === true;
  const reasoning = defined({ ...wish, enabled: isOn ? true : undefined, exclude: show === false ? true : undefined });
  const notes =
    effort !== undefined && budgetTokens !== undefined
      ? ['budget_tokens was dropped: this provider takes it or an effort']
      : [];
  return { fields: Object.keys(reasoning).length === 0 ? {} : { reasoning }, notes };
}

const isGptOss = (model: string): boolean => model.includes('gpt-oss');
const isQwen = (model: string): boolean => /qwen|qwq/.test(model);

/** Hosts of open models that pass an effort on to gpt-oss and to no other. */
export function gptOssReasoning(input: ReasoningInput, model: string): Spelled {
  if (isGptOss(model)) return effortField(['low', 'medium', 'high'])(input);
  const wanted = wantedEffort(input);
  const isWish = wanted !== undefined && wanted !== 'none';
  return { fields: {}, notes: isWish ? ['reasoning effort was dropped: this model takes none here'] : [] };
}

/** Groq: three levels for gpt-oss, on or off for Qwen, nothing for the rest. */
export function groqReasoning(input: ReasoningInput, model: string): Spelled {
  if (isGptOss(model)) return effortField(['low', 'medium', 'high'])(input);
  const wanted = wantedEffort(input);
  if (wanted === undefined) return NOTHING;
  if (isQwen(model)) {
    const notes =
      wanted === 'none' ? [] : [`reasoning effort ${wanted} became default: this model only knows on and off`];
    return { fields: { reasoning_effort: wanted === 'none' ? 'none' : 'default' }, notes };
  }
  return { fields: {}, notes: wanted === 'none' ? [] : ['reasoning effort was dropped: this model takes none'] };
}

/** Models of Groq that reason show it apart from the text only when asked to. */
export const groqShowsReasoning = (model: string): boolean =>
  isGptOss(model) || isQwen(model) || model.includes('deepseek-r1');

/** Mistral: models with a switch take `high` or `none`, Magistral always reasons, the rest never. */
export function mistralReasoning(input: ReasoningInput, model: string): Spelled {
  if (/magistral/.test(model)) {
    const wanted = wantedEffort(input);
    return {
      fields: {},
      notes: wanted === undefined ? [] : ['reasoning effort was dropped: this model always reasons in its own measure'],
    };
  }
  if (/mistral-small-(latest|26|27)|mistral-medium-(latest|3\.5|2604|27)/.test(model))
    return effortField(['none', 'high'])(input);
  const wanted = wantedEffort(input);
  return {
    fields: {},
    notes: wanted === undefined || wanted === 'none' ? [] : ['reasoning was dropped: this model has none'],
  };
}
