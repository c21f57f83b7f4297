import { describe } from 'vitest';
import redis from '../../src/stores/vector/redis.ts';
import { vectorIndexContract } from '../support/vector/contract.ts';
import { freePort, startServer } from '../support/vector/process.ts';

/** A `redis-server` of version 8 or newer. */
const program = process.env.LLMKIT_TEST_REDIS;

describe.runIf(program)('Redis’ own server', () => {
  vectorIndexContract(redis, async () => {
    const port = await freePort();
    const [command = '', ...before] = (program ?? '').split(' ');
    const args = [...before, '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const server = await startServer(command, args, port);
    return {
      index: await redis.connect({ home: '', url: `redis://127.0.0.1:${port}`, variable: () => undefined }),
      hasNoRanges: true,
      close: () => server.stop(),
    };
  });
});
