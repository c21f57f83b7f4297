import { ProviderError } from '../src/core/errors.ts';
import { formatModelRef } from '../src/core/model-ref.ts';
import { nearest } from '../src/core/nearest.ts';
import { defineResource } from '../src/core/resource.ts';
import { JSON_TYPE, jsonContents, startingWith } from './_json.ts';
import { modelFields } from './_listings.ts';

export default defineResource({
  uri: 'llmkit://models/{provider}/{model}',
  name: 'model',
  title: 'Model',
  description: 'What is known of one model.',
  mimeType: JSON_TYPE,
  async read({ provider = '', model = '' }, call) {
    const models = await call.app.models();
    const ref = formatModelRef(provider, model);
    const known = models.filter((listing) => listing.ref === ref);
    const [first] = known;
    if (first === undefined) {
      const near = nearest(
        ref,
        models.map((listing) => listing.ref),
      );
      throw new ProviderError('not_found', {
        message: `Nothing is known of "${ref.slice(0, 120)}".`,
        hint: near.length > 0 ? `Nearest: ${near.join(', ')}.` : undefined,
      });
    }
    // One id may serve two capabilities, each with facts of its own.
    return jsonContents(known.length === 1 ? modelFields(first) : { models: known.map(modelFields) });
  },
  async complete(variable, value, { provider }, call) {
    const models = await call.app.models();
    if (variable === 'provider') {
      return startingWith(
        models.map((model) => model.provider),
        value,
      );
    }
    const ofProvider = models.filter((model) => provider === undefined || model.provider === provider);
    return startingWith(
      ofProvider.map((model) => model.id),
      value,
    );
  },
});
