import type { RunOptions } from './app.ts';
import type { ErrorCode } from './errors.ts';
import type { Receipt } from './receipt.ts';
import type { ToolCall } from './tool.ts';
import type { Usage } from './usage.ts';
import type { VoiceConnection, VoiceConnectOptions, VoiceListener, VoiceRecovery, VoiceRequest } from './voice.ts';

/** The provider that was chosen for a session, with the connection to it and the account that is kept of it. */
export type VoiceRoute = {
  /** `provider/model`. */
  readonly model: string;
  readonly connection: VoiceConnection;
  readonly recovery: VoiceRecovery;
  /** True when audio must not be sent faster than it was spoken. */
  readonly isPaced: boolean;
  /** How often `meter` wants to be called without news, in ms; absent where no limit is in force. */
  readonly meterEveryMs?: number;
  /** One try at a new connection to the same model. */
  reconnect(options: VoiceConnectOptions): Promise<VoiceConnection>;
  /**
   * Books what was used since the last time and sets money aside for the next moments. Rejects with `budget_exceeded` when
   * there is none left: the session has to end.
   */
  meter(used?: Usage): Promise<void>;
  /** Writes the session into the ledger and gives its receipt. Idempotent: the first outcome counts. */
  finish(outcome: 'ok' | ErrorCode): Promise<Receipt>;
};

/**
 * Plans, pays for and opens a session: the first candidate that connects. `listen` gives each try a listener of its own,
 * because what a try that failed still says belongs to no session: the last one is the session's. It may be told something
 * from the moment the connection is open, which can be before the promise is seen to resolve.
 */
export type OpenVoiceRoute = (
  request: Omit<VoiceRequest, 'model'>,
  options: RunOptions,
  call: ToolCall,
  listen: () => VoiceListener,
) => Promise<VoiceRoute>;
