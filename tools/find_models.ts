import { z } from 'zod';
import type { ModelListing } from '../src/core/app.ts';
import { CAPABILITY_NAMES, type CapabilityName } from '../src/core/capability.ts';
import type { Price } from '../src/core/money.ts';
import { defineTool } from '../src/core/tool.ts';

const DEFAULT_LIMIT = 20;

export default defineTool({
  name: 'find_models',
  title: 'Find models',
  group: 'catalogue',
  effect: 'read',
  metered: false,
  description: 'List models by what they can do, cost and hold. Use before naming one.',
  input: z.strictObject({
    query: z.string().optional(),
    capability: z.enum(CAPABILITY_NAMES).optional(),
    configured: z.boolean().optional(),
    region: z.string().optional(),
    max_input_usd: z.number().optional().describe('per million tokens'),
    min_context: z.number().optional(),
    limit: z.int().positive().optional().describe(`default ${DEFAULT_LIMIT}`),
  }),
  output: z.object({
    models: z.array(
      z.object({
        model: z.string(),
        capability: z.enum(CAPABILITY_NAMES),
        configured: z.boolean(),
        is_default: z.boolean(),
        context_tokens: z.number().optional(),
        max_output_tokens: z.number().optional(),
        price_usd: z
          .record(z.string(), z.number().optional())
          .optional()
          .describe('per million tokens; second, character each'),
        reasoning: z.boolean().optional(),
        vision: z.boolean().optional(),
        tools: z.boolean().optional(),
        regions: z.array(z.string()).optional(),
        shutdown: z.string().optional(),
        replaced_by: z.string().optional(),
      }),
    ),
    total: z.number().describe('matches before the limit'),
  }),

  async run({ query, capability, configured, region, max_input_usd, min_context, limit = DEFAULT_LIMIT }, call) {
    const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const matching = (await call.app.models()).filter(
      (model) =>
        words.every((word) => model.ref.toLowerCase().includes(word)) &&
        (capability === undefined || model.capability === capability) &&
        (configured === undefined || model.configured === configured) &&
        (region === undefined || model.regions.includes(region)) &&
        // An unknown price or size is no promise, so it does not pass a bound.
        (max_input_usd === undefined || (model.price?.input ?? Number.POSITIVE_INFINITY) <= max_input_usd) &&
        (min_context === undefined || (model.contextTokens ?? 0) >= min_context),
    );
    const ordered = matching.toSorted((left, right) => rank(left) - rank(right));
    return { models: ordered.slice(0, limit).map(describeModel), total: matching.length };
  },

  text({ models, total }) {
    if (models.length === 0) return 'No model matches. Loosen the filters.';
    const lines = models.map((model) => {
      const facts = [
        model.capability,
        model.configured ? undefined : 'not configured',
        model.context_tokens === undefined ? undefined : `${model.context_tokens} tokens`,
        priceText(model),
        model.shutdown === undefined ? undefined : `shuts down ${model.shutdown}`,
      ];
      return `${model.model}: ${facts.filter((fact) => fact !== undefined).join(', ')}`;
    });
    return [...lines, ...(total > models.length ? [`${total - models.length} more match.`] : [])].join('\n');
  },
});

/** What can be used now comes first, defaults before the rest. */
const rank = (model: ModelListing): number => (model.configured ? 0 : 2) + (model.isDefault ? 0 : 1);

const describeModel = (model: ModelListing) => ({
  model: model.ref,
  capability: model.capability,
  configured: model.configured,
  is_default: model.isDefault,
  context_tokens: model.contextTokens,
  max_output_tokens: model.maxOutputTokens,
  price_usd: model.price === undefined ? undefined : priceFields(model.price),
  reasoning: model.reasoning,
  vision: model.vision,
  tools: model.tools,
  regions: model.regions.length === 0 ? undefined : [...model.regions],
  shutdown: model.shutdown,
  replaced_by: model.replacedBy,
});

/** In the unit that is usual for what the model does. */
function priceText({ capability, price_usd: price = {} }: Described): string {
  const { input, output, second, character } = price;
  const isSpeech = capability !== 'chat' && capability !== 'embed';
  if (isSpeech && second !== undefined) return `$${rounded(second * 60)} a minute`;
  if (isSpeech && character !== undefined) return `$${rounded(character * 1_000_000)} a million characters`;
  return input === undefined ? 'price unknown' : `$${input} in, $${output ?? '?'} out a million`;
}

type Described = {
  readonly capability: CapabilityName;
  readonly price_usd?: Readonly<Record<string, number | undefined>> | undefined;
};

/** Without the tail of digits that multiplication leaves. */
const rounded = (usd: number): number => Number(usd.toPrecision(6));

const priceFields = ({ cachedInput, cacheWrite, ...price }: Price) => ({
  ...price,
  cached_input: cachedInput,
  cache_write: cacheWrite,
});
