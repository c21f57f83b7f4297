import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import { LOCAL_PRINCIPAL } from '../core/tool.ts';
import { createStderrLog } from '../observe/stderr-log.ts';
import { callTool, jobRunner, UnknownToolError } from '../server/call-tool.ts';
import { shippedParts } from '../server/parts.ts';
import type { Command } from './command.ts';
import { confine } from './confine.ts';
import { commonOptions, configFrom } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The longest time that a timer can be set to. */
const LONGEST_MS = 2_147_483_647;

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function parseArguments(text: string | undefined): Promise<Record<string, unknown>> {
  const json = text === '-' ? await readStdin() : (text ?? '{}');
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new UsageError(`The arguments of the tool are not valid JSON: ${String(cause)}`);
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  throw new UsageError('The arguments of the tool must be one JSON object.');
}

/** `call TOOL [JSON|-] [--json]`: one tool in this process, its result on stdout, progress on stderr. */
export const command: Command = {
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...commonOptions, json: { type: 'boolean' } },
    });
    const [name, json, ...rest] = positionals;
    if (name === undefined || rest.length > 0)
      throw new UsageError('call takes the name of a tool and one JSON object.');
    const argumentsOfTool = await parseArguments(json);
    const { config } = await configFrom(values);
    await confine(config);
    // Nobody else waits here: the command ends with its call, which is then no job.
    const app = createApp({ config: { ...config, callDeadlineMs: LONGEST_MS }, log: createStderrLog(config.logLevel) });
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    try {
      const { tools } = await shippedParts(app);
      // What a server left is looked after for as long as it is asked for.
      if (name === 'get_job') (await app.jobs()).serve(jobRunner(app, tools));
      const result = await callTool({
        app,
        tools,
        name,
        arguments: argumentsOfTool,
        principal: LOCAL_PRINCIPAL,
        signal: stop.signal,
        reach: { kind: 'file' },
        progress: ({ message }) => process.stderr.write(`${message}\n`),
      });
      process.stdout.write(
        `${values.json ? JSON.stringify(result.structuredContent, undefined, 2) : textOf(result)}\n`,
      );
      return result.isError ? 1 : 0;
    } catch (thrown) {
      if (thrown instanceof UnknownToolError) throw new UsageError(thrown.message);
      throw thrown;
    } finally {
      await app.close();
    }
  },
};

/** Media is left out: for each artifact a line of text says where it lies. */
const textOf = (result: { readonly content: readonly { readonly type: string }[] }): string =>
  result.content.flatMap((block) => ('text' in block ? [String(block.text)] : [])).join('\n');
