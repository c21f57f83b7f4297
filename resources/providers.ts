import { defineResource } from '../src/core/resource.ts';
import { JSON_TYPE, jsonContents } from './_json.ts';
import { providerFields } from './_listings.ts';

export default defineResource({
  uri: 'llmkit://providers',
  name: 'providers',
  title: 'Providers',
  description: 'Every provider with its status, what it can do, and what is missing to use it.',
  mimeType: JSON_TYPE,
  async read(_variables, call) {
    return jsonContents({ providers: (await call.app.providers()).map(providerFields) });
  },
});
