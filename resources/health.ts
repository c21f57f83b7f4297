import { defineResource } from '../src/core/resource.ts';
import { JSON_TYPE, jsonContents } from './_json.ts';

export default defineResource({
  uri: 'llmkit://health',
  name: 'health',
  title: 'Health',
  description: 'Breakers, running calls and queues of this server, by route and provider.',
  mimeType: JSON_TYPE,
  async read(_variables, call) {
    const { routes, providers } = await call.app.health();
    return jsonContents({
      version: call.app.version,
      routes: routes.map(({ model, breaker, calls, failures, retryAfterMs }) => ({
        model,
        breaker,
        calls,
        failures,
        retry_after_ms: retryAfterMs,
      })),
      providers,
    });
  },
});
