import type { Effort, ReasoningInput } from '../../core/chat.ts';
import { effortFor, NOTHING, type Spelled, wantedBudget, wantedEffort } from '../effort.ts';
import { defined, type Json } from '../read.ts';

/** How one kind of server spells a wish to reason. */
export type Spelling = (input: ReasoningInput, model: string) => Spelled;

/** The spelling of the first pattern that a model's id matches. */
export const byModel =
  (cases: readonly (readonly [RegExp, Spelling])[], otherwise: Spelling = noControl): Spelling =>
  (input, model) =>
    (cases.find(([pattern]) => pattern.test(model))?.[1] ?? otherwise)(input, model);

/** For models without a control: whether they reason is their own affair. */
export const noControl: Spelling = (input) => {
  const wanted = wantedEffort(input);
  return {
    fields: {},
    notes: wanted === undefined ? [] : ['reasoning options were dropped: this model has no control for them'],
  };
};

/** An effort under the server's own words; `undefined` stands for leaving the field out. */
export const effortWords =
  (
    words: Readonly<Partial<Record<Effort, string | null | undefined>>>,
    spell: (word: string | null) => Json = (word) => ({ reasoning_effort: word }),
  ): Spelling =>
  (input) => {
    // The keys of a partial record of efforts are efforts.
    const { effort, notes } = effortFor(input, Object.keys(words) as Effort[]);
    const word = effort === undefined ? undefined : words[effort];
    return { fields: word === undefined ? {} : spell(word), notes };
  };

/** `reasoning: {effort}` with the given levels. */
export const effortObject =
  (allowed: readonly Effort[]): Spelling =>
  (input) => {
    const { effort, notes } = effortFor(input, allowed);
    return { fields: effort === undefined ? {} : { reasoning: { effort } }, notes };
  };

/** An effort, or a budget in tokens under another field; servers take one of the two. */
export const effortOrBudget =
  (effort: Spelling, budget: (tokens: number) => Json): Spelling =>
  (input, model) => {
    if (input.budgetTokens === undefined) return effort(input, model);
    if (input.effort === undefined) return { fields: budget(input.budgetTokens), notes: [] };
    const spelled = effort({ ...input, budgetTokens: undefined }, model);
    return {
      ...spelled,
      notes: [...spelled.notes, 'budget_tokens was dropped: this provider takes it or an effort'],
    };
  };

/** A switch in the server's spelling, with a note where a level is lost. */
export const onOff =
  (spell: (isOn: boolean, model: string) => Json): Spelling =>
  (input, model) => {
    const wanted = wantedEffort(input);
    if (wanted === undefined) return NOTHING;
    const notes = wanted === 'none' ? [] : [`reasoning effort ${wanted} became on: this model only knows on and off`];
    return { fields: spell(wanted !== 'none', model), notes };
  };

type ThinkingOptions = {
  /** The word for on; default `enabled`. */
  readonly on?: string;
  /** Levels of the `reasoning_effort` that goes along. */
  readonly efforts?: readonly Effort[];
  /** Further fields of a `thinking` that is on. */
  readonly more?: Json;
};

/** `thinking: {type}`, with an effort beside it where there are levels. */
export const thinkingType = ({ on = 'enabled', efforts, more }: ThinkingOptions = {}): Spelling => {
  const type = (isOn: boolean): Json => ({ thinking: isOn ? { type: on, ...more } : { type: 'disabled' } });
  if (efforts === undefined) return onOff(type);
  return (input) => {
    const { effort, notes } = effortFor(input, ['none', ...efforts]);
    if (effort === undefined) return NOTHING;
    return {
      fields: { ...type(effort !== 'none'), ...(effort === 'none' ? {} : { reasoning_effort: effort }) },
      notes,
    };
  };
};

/** `enable_thinking`, with `thinking_budget` in tokens between two bounds where the server takes one. */
export const enableThinking = (budget?: { readonly least: number; readonly most: number }): Spelling => {
  if (budget === undefined) return onOff((isOn) => ({ enable_thinking: isOn }));
  return (input) => {
    const tokens = wantedBudget(input);
    if (tokens === undefined) return NOTHING;
    const given = Math.min(Math.max(tokens, budget.least), budget.most);
    const isOn = tokens > 0;
    const notes = isOn && given !== tokens ? [`the reasoning budget became ${given} tokens`] : [];
    return { fields: defined({ enable_thinking: isOn, thinking_budget: isOn ? given : undefined }), notes };
  };
};

/** The name of the switch in a model's own chat template. */
const templateName = (model: string): string => (/deepseek|kimi|granite/i.test(model) ? 'thinking' : 'enable_thinking');

/** A switch of the model's chat template, under the field through which the server hands it over. */
export const templateSwitch = (field = 'chat_template_kwargs'): Spelling =>
  onOff((isOn, model) => ({ [field]: { [templateName(model)]: isOn } }));

/** Open models behind vLLM, SGLang, llama.cpp and their kin: an effort for gpt-oss, the template's switch for the rest. */
export const openWeights: Spelling = byModel(
  [[/gpt-oss/i, effortWords({ low: 'low', medium: 'medium', high: 'high' })]],
  templateSwitch(),
);
