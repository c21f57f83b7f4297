// The context that the tool list costs a client, against its budget. The counts stand in the generated manifest.
import manifest from '../tools/manifest.generated.json' with { type: 'json' };

const BUDGET = 4000;
const BUDGET_PER_TOOL = 260;

const rows = [...manifest].sort((left, right) => right.tokens - left.tokens);
for (const { tool, tokens } of rows) console.log(`${String(tokens).padStart(6)}  ${tool.name}`);
const sumOf = (some: typeof rows): number => some.reduce((sum, { tokens }) => sum + tokens, 0);
const total = sumOf(rows.filter(({ group }) => group !== 'voice'));
console.log(`${String(total).padStart(6)}  in the default profile (o200k_base; budget ${BUDGET})`);
console.log(`${String(sumOf(rows)).padStart(6)}  with the group voice`);

const tooLarge = rows.filter(({ tokens }) => tokens > BUDGET_PER_TOOL).map(({ tool }) => tool.name);
if (tooLarge.length > 0) console.error(`Above ${BUDGET_PER_TOOL} tokens: ${tooLarge.join(', ')}`);
if (total > BUDGET || tooLarge.length > 0) process.exitCode = 1;
