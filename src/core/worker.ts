/**
 * Where a worker's entry stands: beside its source while the sources run, beside the chunk that starts it in a bundle
 * (one flat folder). `base` is the caller's `import.meta.url`.
 */
export const workerUrl = (name: string, base: string): URL =>
  new URL(base.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, base);

/**
 * Options of every worker thread: its output never reaches our stdout (which belongs to JSON-RPC), and it has no business with
 * our environment. The streams are not read either, because a stream that is read keeps the process alive: the
 * thread calls `silenceThread` instead, so that nothing piles up in them.
 */
export const workerIsolation = { stdout: true, stderr: true, env: {}, execArgv: [] };

/** Called first in a worker's entry: whatever its libraries print is dropped. */
export function silenceThread(): void {
  process.stdout.write = () => true;
  process.stderr.write = () => true;
}
