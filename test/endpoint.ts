import type { Answer, Endpoint } from '../src/core/endpoint.ts';

const refuse = (): Promise<never> => Promise.reject(new Error('This test expects no network.'));

/** An endpoint that reaches nothing, for tests that replace the part they are about. */
export const noNetwork: Endpoint = { provider: 'none', setting: () => undefined, send: refuse, connect: refuse };

/** A 200 whose JSON comes from `json`; its other readers give nothing. */
export const jsonAnswer = (json: () => Promise<unknown>): Answer => ({
  status: 200,
  headers: {},
  framing: 'json',
  json,
  async *events() {},
  async *lines() {},
  async *frames() {},
  async *chunks() {},
  bytes: async () => new Uint8Array(),
});
