import { ProviderError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';
import { version } from '../version.ts';
import type { Command } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Each loads on its first use, so that `serve` never pays for the others. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  serve: () => import('./serve.ts'),
  call: () => import('./call.ts'),
  tools: () => import('./tools.ts'),
  providers: () => import('./providers.ts'),
  doctor: () => import('./doctor.ts'),
  setup: () => import('./setup.ts'),
  install: () => import('./install.ts'),
  eval: () => import('./eval.ts'),
  config: () => import('./config.ts'),
};

const HELP = `llmkit-mcp: one MCP server for every AI provider

  llmkit-mcp [serve] [--tools LIST]        MCP over stdio
  llmkit-mcp serve FOLDER …                with these as the folders that files may be read from
  llmkit-mcp serve --http [--host H] [--port P] [--sse]
                                           Streamable HTTP at /mcp, with --sse also /sse for old clients
  llmkit-mcp call TOOL [JSON|-] [--json]   calls one tool and prints its result
  llmkit-mcp tools [--json]                the tools, what each costs in tokens, which can be used now
  llmkit-mcp providers [--configured] [--json]
                                           the providers and what each lacks
  llmkit-mcp doctor [--json] [--online]    checks this machine and says the fix for each fault
  llmkit-mcp setup [PART] [--yes]          prepares what an embedded engine needs; says sizes first
  llmkit-mcp install [CLIENT] [--scope user|project] [--env KEY] [--http URL] [--print] [--remove]
                                           writes this server into a client's configuration; alone: lists them
  llmkit-mcp eval FILE --models a,b [--limit N] [--out FILE] [--baseline FILE] [--write-baseline FILE]
                                           [--max-cost-usd X]
                                           asks models the questions of a JSONL file and scores them
  llmkit-mcp config print [--json]         the effective configuration and where each value comes from

  --config FILE   the configuration file     --version   prints the version     --help   prints this
  --record DIR    writes every exchange with a provider to DIR, without keys and accounts
  --replay DIR    answers from such recordings; what none answers goes to the network, or fails with --replay-strict
`;

/** Runs one command line. Sets the exit code: 0 ok, 1 failed, 2 usage. */
export async function main(args: readonly string[]): Promise<void> {
  const [first] = args;
  if (first === '--help' || first === '-h' || first === 'help') return print(HELP);
  if (first === '--version' || first === '-v') {
    return print(`${version}\n`);
  }
  const isCommand = first !== undefined && !first.startsWith('-');
  const name = isCommand ? first : 'serve';
  if (name !== 'serve') endWithReader();
  try {
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (load === undefined) throw new UsageError(`Unknown command ${name}.${didYouMean(name, Object.keys(COMMANDS))}`);
    const { command } = await load();
    const code = await command.run(isCommand ? args.slice(1) : args);
    if (code !== undefined) process.exitCode = code;
  } catch (thrown) {
    process.exitCode = fail(thrown);
  }
}

function fail(thrown: unknown): number {
  if (isUsage(thrown)) {
    process.stderr.write(`${thrown.message}\nTry llmkit-mcp --help.\n`);
    return 2;
  }
  if (thrown instanceof ProviderError) {
    process.stderr.write(`${thrown.message}${thrown.hint === undefined ? '' : `\n${thrown.hint}`}\n`);
    return thrown.code === 'invalid_input' ? 2 : 1;
  }
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  return 1;
}

/** Our own usage errors and those of `util.parseArgs`. */
const isUsage = (thrown: unknown): thrown is Error =>
  thrown instanceof UsageError ||
  (thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS'));

/** `doctor | head` closes the pipe early; nobody reads on, so there is nothing left to do. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

function print(text: string): void {
  process.stdout.write(text);
}
