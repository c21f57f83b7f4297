import type { ModelListing, ProviderListing } from '../src/core/app.ts';

/** A provider as resources show it: snake_case, like the tools. */
export const providerFields = (provider: ProviderListing) => ({
  id: provider.id,
  name: provider.name,
  status: provider.status,
  capabilities: provider.capabilities,
  configured: provider.configured,
  missing: provider.missing,
  local: provider.local,
  regions: provider.regions,
  replaced_by: provider.replacedBy,
  docs: provider.docs,
});

export const modelFields = (model: ModelListing) => ({
  model: model.ref,
  provider: model.provider,
  id: model.id,
  capability: model.capability,
  configured: model.configured,
  is_default: model.isDefault,
  context_tokens: model.contextTokens,
  max_output_tokens: model.maxOutputTokens,
  price_usd: model.price,
  reasoning: model.reasoning,
  vision: model.vision,
  tools: model.tools,
  regions: model.regions,
  shutdown: model.shutdown,
  replaced_by: model.replacedBy,
});
