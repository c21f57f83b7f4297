// Prints what each tool costs in a client's context: o200k_base tokens of name, description and input schema.
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import manifest from '../tools/manifest.generated.json' with { type: 'json' };

type Entry = {
  readonly tool: { readonly name: string; readonly description: string; readonly inputSchema: unknown };
};

let total = 0;
// An empty manifest has no element type to infer.
for (const { tool } of manifest as readonly Entry[]) {
  const tokens = encode(tool.name + tool.description + JSON.stringify(tool.inputSchema)).length;
  total += tokens;
  console.log(`${String(tokens).padStart(5)}  ${tool.name}`);
}
console.log(`${String(total).padStart(5)}  in all`);
