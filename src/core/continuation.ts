import type { Message } from './content.ts';
import type { Principal } from './tool.ts';

/** A conversation so far, with the provider whose raw assistant items it carries. */
export type Thread = {
  readonly provider: string;
  readonly model: string;
  readonly messages: readonly Message[];
};

/** Turns a thread into an opaque string that only this server, for the same tenant, can read back. */
export type Continuations = {
  seal(thread: Thread, principal: Principal): Promise<string>;
  /** Throws `invalid_input` when the string was altered, cut or made for somebody else. */
  open(sealed: string, principal: Principal): Promise<Thread>;
};
