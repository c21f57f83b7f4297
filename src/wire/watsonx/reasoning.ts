import type { ReasoningInput } from '../../core/chat.ts';
import { effortFor, NOTHING, type Spelled, wantedEffort } from '../effort.ts';
import { defined } from '../read.ts';

/** gpt-oss takes an effort, Granite a switch of its chat template, the rest nothing. */
export function watsonxReasoning(input: ReasoningInput, model: string): Spelled {
  if (/gpt-oss/.test(model)) {
    const { effort, notes } = effortFor(input, ['low', 'medium', 'high']);
    const isShown = input.show ?? effort !== undefined;
    return { fields: defined({ reasoning_effort: effort, include_reasoning: isShown || undefined }), notes };
  }
  const wanted = wantedEffort(input);
  if (wanted === undefined) return NOTHING;
  if (/granite/.test(model)) {
    const isOn = wanted !== 'none';
    return {
      fields: { chat_template_kwargs: { thinking: isOn } },
      notes: isOn ? [`reasoning effort ${wanted} became on: this model only knows on and off`] : [],
    };
  }
  return { fields: {}, notes: wanted === 'none' ? [] : ['reasoning was dropped: this model has none'] };
}
