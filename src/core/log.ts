/** The only facts that may stand in a log line beside its message. Allow-listed, never spread from elsewhere. */
export type LogFields = {
  readonly callId?: string;
  readonly tool?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly code?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly attempt?: number;
  readonly bytes?: number;
  readonly count?: number;
  readonly path?: string;
  readonly collection?: string;
};

/** Lines to stderr. stdout belongs to JSON-RPC. */
export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
};

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
