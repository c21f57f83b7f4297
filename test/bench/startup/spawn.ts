import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export type StartupSample = { readonly cpuMs: number; readonly wallMs: number; readonly rssMb: number };

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
};
const DISCOVER = {
  jsonrpc: '2.0',
  id: 1,
  method: 'server/discover',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};

/** Starts a stdio server and measures it at its first reply: CPU of all its threads, wall time, resident memory. */
export async function measureStart(command: readonly string[], era: 'legacy' | 'modern'): Promise<StartupSample> {
  const [program = process.execPath, ...args] = command;
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
  child.stdin.write(`${JSON.stringify(era === 'legacy' ? INITIALIZE : DISCOVER)}\n`);
  const reply = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${command.join(' ')} ended with ${code} before it answered`)));
  });
  const wallMs = performance.now() - started;
  const sample = { cpuMs: cpuMs(child.pid), wallMs, rssMb: rssMb(child.pid) };
  if (!('result' in JSON.parse(reply))) throw new Error(`${command.join(' ')} answered ${reply.slice(0, 200)}`);
  child.stdin.end();
  await exited;
  clearTimeout(limit);
  return sample;
}

/** Scheduler time, in nanoseconds, is finer than the ticks of /proc/PID/stat. */
export function cpuMs(pid: number | undefined): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = tasks.map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}

function rssMb(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
