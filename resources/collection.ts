import { defineResource } from '../src/core/resource.ts';

export default defineResource({
  uri: 'llmkit://collections/{name}',
  name: 'collection',
  title: 'Collection',
  description: 'Size, store and embedding model of an indexed collection.',
  mimeType: 'application/json',
  async read({ name = '' }, call) {
    const retrieval = await call.app.retrieval();
    const [info] = await retrieval.collections(call, name);
    return { mimeType: 'application/json', text: JSON.stringify(info, undefined, 2) };
  },
  async complete(_variable, value, _known, call) {
    const retrieval = await call.app.retrieval();
    const collections = await retrieval.collections(call);
    return collections.map(({ name }) => name).filter((name) => name.startsWith(value));
  },
});
