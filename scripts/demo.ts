// The main job on real input, with no key and no network: starts the built server as a client would and uses its tools.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const documents = join(root, 'examples', 'documents');
const home = mkdtempSync(join(tmpdir(), 'llmkit-demo-'));

const client = new Client({ name: 'llmkit-demo', version: '1.0.0' });
const transport = new StdioClientTransport({
  command: process.execPath,
  args: [join(root, 'dist', 'cli.js')],
  env: { PATH: process.env.PATH ?? '', LLMKIT_HOME: home, LLMKIT_ROOTS: documents, LLMKIT_DISCOVER: '0' },
});

const indexed = z.looseObject({ documents: z.number(), chunks: z.number(), embed_model: z.string().optional() });
const parsed = z.looseObject({ pages: z.array(z.object({ page: z.number(), markdown: z.string() })) });
const found = z.looseObject({
  hits: z.array(
    z.looseObject({
      document: z.string(),
      quote: z.string(),
      page: z.number().optional(),
      start: z.number(),
      end: z.number(),
      legs: z.unknown(),
    }),
  ),
});

const spoken = z.looseObject({
  artifact: z.looseObject({ uri: z.string(), bytes: z.number(), duration_s: z.number().optional() }),
  model: z.string(),
});
const heard = z.looseObject({ text: z.string(), model: z.string() });
const failure = z.looseObject({ code: z.string(), message: z.string(), hint: z.string().optional() });
const SENTENCE = 'Please send me the report before the meeting starts.';

const say = (line = ''): void => console.log(line);
const quoted = (text: string, length = 160): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return `“${line.length > length ? `${line.slice(0, length)}…` : line}”`;
};

/** Calls a tool, checks that its result has the shape, prints the time it took. */
async function call<T>(name: string, args: Record<string, unknown>, shape: z.ZodType<T>): Promise<T> {
  const start = performance.now();
  const result = await client.callTool({ name, arguments: args });
  say(`\n> ${name} ${JSON.stringify(args)}   ${Math.round(performance.now() - start)} ms`);
  if (result.isError) throw new Error(`${name} failed: ${JSON.stringify(result.content)}`);
  return shape.parse(result.structuredContent);
}

/** Says a sentence with an embedded voice and hears it again, where this server has the tools and the machine a recogniser. */
async function speech(tools: readonly string[]): Promise<void> {
  if (!tools.includes('speak')) return;
  const { artifact, model } = await call('speak', { text: SENTENCE, format: 'wav' }, spoken);
  say(`  ${artifact.duration_s ?? '?'} s, ${artifact.bytes} bytes by ${model}: ${artifact.uri}`);
  if (!tools.includes('transcribe')) return;
  const args = { audio: artifact.uri };
  const start = performance.now();
  const result = await client.callTool({ name: 'transcribe', arguments: args });
  say(`\n> transcribe ${JSON.stringify(args)}   ${Math.round(performance.now() - start)} ms`);
  if (result.isError) {
    const { error } = z.looseObject({ error: failure }).parse(result.structuredContent);
    if (error.code !== 'not_configured') throw new Error(`transcribe failed: ${error.message}`);
    say(`  ${error.message} ${error.hint ?? ''}`);
    return;
  }
  const { text, model: engine } = heard.parse(result.structuredContent);
  say(`  ${engine} heard ${quoted(text)}`);
}

async function demo(): Promise<void> {
  const start = performance.now();
  await client.connect(transport);
  const { tools } = await client.listTools();
  say(`llmkit-mcp with no key: ${tools.length} tools after ${Math.round(performance.now() - start)} ms.`);

  const pdf = await call('parse_document', { source: join(documents, 'observatory-handbook.pdf') }, parsed);
  say(`  ${pdf.pages.length} pages; page 2 begins ${quoted(pdf.pages[1]?.markdown ?? '')}`);

  const report = await call('rag_index', { collection: 'demo', sources: [documents] }, indexed);
  say(`  ${report.documents} documents, ${report.chunks} chunks`);

  for (const query of [
    'how long must the dome be open before observing',
    'when may the landlord end the lease at once',
    'which boats cannot cross at low tide',
  ]) {
    const { hits } = await call('rag_search', { collection: 'demo', query, top_k: 1 }, found);
    const [hit] = hits;
    if (hit === undefined) throw new Error(`Nothing was found for ${query}.`);
    const place = hit.page === undefined ? '' : `, page ${hit.page}`;
    say(`  ${hit.document}${place}, characters ${hit.start}–${hit.end}, legs ${JSON.stringify(hit.legs)}`);
    say(`  ${quoted(hit.quote)}`);
  }

  const again = await call('rag_index', { collection: 'demo', sources: [documents] }, indexed);
  if (again.chunks !== 0) throw new Error('Indexing unchanged documents wrote chunks again.');
  say('  Nothing had changed, so nothing was written.');

  await speech(tools.map(({ name }) => name));

  const chat = await client.callTool({ name: 'chat', arguments: { prompt: 'Hello' } });
  const [text] = chat.content;
  say(`\n> chat {"prompt":"Hello"}\n  ${text?.type === 'text' ? text.text.replaceAll('\n', '\n  ') : ''}`);
  say(
    `\nDone in ${((performance.now() - start) / 1000).toFixed(1)} s. Set a key, for example OPENAI_API_KEY, to chat.`,
  );
}

try {
  await demo();
} finally {
  await client.close();
  rmSync(home, { recursive: true, force: true });
}
