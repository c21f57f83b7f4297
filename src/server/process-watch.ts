const PARENT_CHECK_MS = 2000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export type ProcessWatch = {
  readonly onSignal: (signal: NodeJS.Signals) => void;
  /** The process that started us died while something else holds our pipes open. Not watched when left out. */
  readonly onOrphaned?: () => void;
  readonly onCrash: (error: unknown) => void;
};

/**
 * Watches for the ways in which a server is told, or finds out, that it should end. A second signal exits at once.
 * Returns a function that stops all but the second-signal rule.
 */
export function watchProcess({ onSignal, onOrphaned, onCrash }: ProcessWatch): () => void {
  let signalled = false;
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (signalled) process.exit(128 + (name === 'SIGINT' ? 2 : name === 'SIGHUP' ? 1 : 15));
      signalled = true;
      onSignal(name);
    });
  }
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);

  if (onOrphaned === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) onOrphaned();
  }, PARENT_CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
