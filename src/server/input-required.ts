import { randomBytes } from 'node:crypto';
import { createRequestStateCodec, type RequestStateCodec } from '@modelcontextprotocol/server';
import { principalOf } from './request-context.ts';

/**
 * Seals what a handler must remember between asking the user and getting the answer. The state travels through the
 * client, so it is signed, expires after ten minutes, and counts only for the same principal and method.
 * The key lives as long as the process; nodes behind a balancer must be given a common one (32 bytes or more).
 */
export const createStateSeal = (key: Uint8Array = randomBytes(32)): RequestStateCodec =>
  createRequestStateCodec({
    key,
    bind: (context) => {
      const { tenant, subject } = principalOf(context);
      return JSON.stringify([context.mcpReq.method, tenant, subject]);
    },
  });
