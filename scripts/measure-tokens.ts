// The context that the tool list costs a client, against its budget. The counts stand in the generated manifest.
import manifest from '../tools/manifest.generated.json' with { type: 'json' };

const BUDGET = 4000;
const BUDGET_PER_TOOL = 260;

const rows = [...manifest].sort((left, right) => right.tokens - left.tokens);
for (const { tool, tokens } of rows) console.log(`${String(tokens).padStart(6)}  ${tool.name}`);
const total = rows.reduce((sum, { tokens }) => sum + tokens, 0);
console.log(`${String(total).padStart(6)}  in all (o200k_base; budget ${BUDGET})`);

const tooLarge = rows.filter(({ tokens }) => tokens > BUDGET_PER_TOOL).map(({ tool }) => tool.name);
if (tooLarge.length > 0) console.error(`Above ${BUDGET_PER_TOOL} tokens: ${tooLarge.join(', ')}`);
if (total > BUDGET || tooLarge.length > 0) process.exitCode = 1;
