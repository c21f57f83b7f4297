import { microToUsd } from '../src/core/money.ts';
import { defineResource } from '../src/core/resource.ts';
import { JSON_TYPE, jsonContents } from './_json.ts';

const DAY_MS = 86_400_000;
const MOST_CALLS = 10_000;

export default defineResource({
  uri: 'llmkit://usage',
  name: 'usage',
  title: 'Usage',
  description: 'What you used and spent since midnight UTC, by model.',
  mimeType: JSON_TYPE,
  async read(_variables, call) {
    const now = call.app.clock.now();
    const since = now - (now % DAY_MS);
    const { calls, totalMicroUsd } = await call.app.ledger({ limit: MOST_CALLS, since }, call);
    const models = [...Map.groupBy(calls, (entry) => entry.model)].map(([model, entries]) => ({
      model,
      calls: entries.length,
      errors: entries.filter((entry) => entry.outcome !== 'ok').length,
      input_tokens: sum(entries.map((entry) => entry.usage.input)),
      output_tokens: sum(entries.map((entry) => entry.usage.output)),
      cost_usd: microToUsd(sum(entries.map((entry) => entry.costMicroUsd))),
      // A sum alone would hide that some of it is not known.
      calls_of_unknown_cost: entries.filter((entry) => entry.outcome === 'ok' && entry.costMicroUsd === undefined)
        .length,
    }));
    return jsonContents({ since: new Date(since).toISOString(), total_usd: microToUsd(totalMicroUsd), models });
  },
});

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
