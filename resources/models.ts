import { defineResource } from '../src/core/resource.ts';
import { JSON_TYPE, jsonContents } from './_json.ts';
import { modelFields } from './_listings.ts';

export default defineResource({
  uri: 'llmkit://models',
  name: 'models',
  title: 'Models',
  description: 'Every known model with its limits, price and lifecycle.',
  mimeType: JSON_TYPE,
  async read(_variables, call) {
    return jsonContents({ models: (await call.app.models()).map(modelFields) });
  },
});
