import { ProviderError } from '../src/core/errors.ts';
import { nearest } from '../src/core/nearest.ts';
import { defineResource } from '../src/core/resource.ts';
import { JSON_TYPE, jsonContents, startingWith } from './_json.ts';
import { modelFields, providerFields } from './_listings.ts';

export default defineResource({
  uri: 'llmkit://providers/{id}',
  name: 'provider',
  title: 'Provider',
  description: 'One provider with its known models.',
  mimeType: JSON_TYPE,
  async read({ id = '' }, call) {
    const providers = await call.app.providers();
    const provider = providers.find((known) => known.id === id);
    if (provider === undefined) {
      const near = nearest(
        id,
        providers.map((known) => known.id),
      );
      throw new ProviderError('not_found', {
        message: `There is no provider "${id.slice(0, 60)}".`,
        hint: near.length > 0 ? `Nearest: ${near.join(', ')}.` : undefined,
      });
    }
    const models = (await call.app.models()).filter((model) => model.provider === id);
    return jsonContents({ ...providerFields(provider), models: models.map(modelFields) });
  },
  async complete(_variable, value, _known, call) {
    return startingWith(
      (await call.app.providers()).map((provider) => provider.id),
      value,
    );
  },
});
