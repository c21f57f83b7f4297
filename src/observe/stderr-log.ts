import type { Config } from '../core/config.ts';
import type { Log, LogFields } from '../core/log.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** JSON lines on stderr. Never throws and never logs about its own failure: a closed pipe must not become a loop. */
export function createStderrLog(level: Config['logLevel'], write: (line: string) => void = writeToStderr): Log {
  const threshold = level === 'silent' ? LEVELS.length : LEVELS.indexOf(level);
  const at = (name: (typeof LEVELS)[number], rank: number) => (message: string, fields?: LogFields) => {
    if (rank < threshold) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level: name, message, ...allowed(fields) })}\n`);
  };
  return { debug: at('debug', 0), info: at('info', 1), warn: at('warn', 2), error: at('error', 3) };
}

const FIELDS = [
  'callId',
  'tool',
  'provider',
  'model',
  'code',
  'status',
  'ms',
  'attempt',
  'bytes',
  'count',
  'path',
  'collection',
] as const satisfies readonly (keyof LogFields)[];

/** Only the listed facts, whatever object was passed: types do not survive to run time. */
function allowed(fields: LogFields | undefined): LogFields {
  if (fields === undefined) return {};
  return Object.fromEntries(FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}

function writeToStderr(line: string): void {
  try {
    process.stderr.write(line);
  } catch {
    // The reader is gone; there is nobody left to tell.
  }
}
