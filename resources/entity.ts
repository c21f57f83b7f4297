import { defineResource } from '../src/core/resource.ts';
import { JSON_TYPE, jsonContents, startingWith } from './_json.ts';

export default defineResource({
  uri: 'llmkit://collections/{name}/entities/{id}',
  name: 'entity',
  title: 'Entity',
  description: "An entity of a collection's graph: where it is mentioned, and what stands with it.",
  mimeType: JSON_TYPE,
  async read({ name = '', id = '' }, call) {
    const retrieval = await call.app.retrieval();
    return jsonContents(await retrieval.entity(name, id, call));
  },
  async complete(variable, value, _known, call) {
    if (variable !== 'name') return [];
    const retrieval = await call.app.retrieval();
    const collections = await retrieval.collections(call);
    return startingWith(
      collections.filter(({ graph }) => graph).map(({ name }) => name),
      value,
    );
  },
});
