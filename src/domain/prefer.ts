import type { App, ModelListing, RunOptions } from '../core/app.ts';
import type { CapabilityRequest } from '../core/capability.ts';
import { asProviderError } from '../core/errors.ts';
import type { ToolCall } from '../core/tool.ts';

/** After the preferred models come those that the policy would choose. */
const MOST_FALLBACKS = 3;
/** Under these a model is chosen by its price or speed, and what the field would like does not count. */
const MEASURED = ['cheap', 'fast', 'cost-capped'];

type Models = Pick<App, 'models' | 'estimate' | 'config'>;

/**
 * Who is asked: the caller's model; else the field's own where one is configured and the policy allows it; else the best
 * general model, one that reasons before one that does not.
 */
export async function preferModels(
  app: Models,
  wanted: readonly RegExp[],
  request: CapabilityRequest<'chat'>,
  options: RunOptions,
  call: ToolCall,
): Promise<RunOptions> {
  if (options.model !== undefined || MEASURED.includes(app.config.policy)) return options;
  const models = await app.models();
  const general = await usable(app, request, {}, call);
  const isReasoning = (ref: string): boolean => models.some((each) => each.ref === ref && each.reasoning === true);
  const isOrdered = app.config.policy === 'local-first';
  const ordered = isOrdered ? general : [...general].sort((a, b) => Number(isReasoning(b)) - Number(isReasoning(a)));

  const hasImages = request.messages.some(({ parts }) => parts.some(({ type }) => type === 'image'));
  const special: string[] = [];
  for (const { ref } of matches(models, wanted, hasImages)) {
    // A model that the policy keeps out is not chosen for being of the field.
    special.push(...(await usable(app, request, { model: ref }, call)));
    if (special.length > 0) break;
  }
  const [first, ...others] = [...new Set([...special, ...ordered])];
  if (first === undefined) return options;
  const fallbacks = options.fallbacks ?? others.slice(0, MOST_FALLBACKS);
  return { ...options, model: first, fallbacks };
}

/** What is configured and of the field, in the field's order. */
const matches = (
  models: readonly ModelListing[],
  wanted: readonly RegExp[],
  hasImages: boolean,
): readonly ModelListing[] => {
  const able = models.filter(
    ({ capability, configured, vision, id }) =>
      capability === 'chat' && configured && !(hasImages && (vision === false || /text/iu.test(id))),
  );
  return wanted.flatMap((pattern) => able.filter(({ id }) => pattern.test(id)));
};

async function usable(
  app: Models,
  request: CapabilityRequest<'chat'>,
  options: RunOptions,
  call: ToolCall,
): Promise<readonly string[]> {
  try {
    const { candidates, chosen } = await app.estimate('chat', request, options, call);
    if (chosen === undefined) return [];
    return options.model === undefined ? candidates.map(({ model }) => model) : [chosen];
  } catch (error) {
    if (asProviderError(error).code === 'cancelled') throw error;
    return [];
  }
}
