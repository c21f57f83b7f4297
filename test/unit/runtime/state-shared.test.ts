import { describe, expect, it } from 'vitest';
import type { Change, StateLog } from '../../../src/runtime/state-log.ts';
import { openSharedState } from '../../../src/runtime/state-shared.ts';
import { createFakeClock } from '../../fake-clock.ts';

/** A sequence in memory with the rules of the one in Redis, and faults to order. */
function memoryLog() {
  const server = {
    epoch: '',
    changes: [] as Change[],
    version: 0,
    holder: '',
    /** What happens to the next append. */
    fault: undefined as 'answer lost' | 'lock lost' | undefined,
    busyTimes: 0,
  };
  const log: StateLog = {
    async pull({ epoch, seq }, lock) {
      if (lock !== undefined && server.busyTimes-- > 0) return { kind: 'busy' };
      if (lock !== undefined) server.holder = lock.token;
      if (server.epoch === '') return { kind: 'empty' };
      const isWhole = epoch !== server.epoch;
      return {
        kind: isWhole ? 'whole' : 'next',
        position: { epoch: server.epoch, seq: server.changes.length },
        version: server.version,
        changes: server.changes.slice(isWhole ? 0 : seq),
      };
    },
    async append({ token, position, version, change }) {
      const { fault } = server;
      server.fault = undefined;
      if (fault === 'lock lost' || server.holder !== token) return undefined;
      server.epoch = position.epoch;
      server.version = version;
      server.changes.push({ token, bytes: change });
      if (fault === 'answer lost') throw new Error('The connection was cut.');
      return change.byteLength;
    },
    release: async () => {},
    sumUp: async () => {},
  };
  return { server, log };
}

const COUNT = "INSERT INTO spent VALUES ('t', 'day', 1) ON CONFLICT DO UPDATE SET micro = micro + 1";

function twoServers() {
  const { server, log } = memoryLog();
  const clock = createFakeClock();
  const open = () => openSharedState({ log, clock, close: () => {} });
  const [one, two] = [open(), open()];
  const add = (state: typeof one) => state.write((database) => database.exec(COUNT));
  const count = (state: typeof one) =>
    state.read((database) => Number(database.prepare('SELECT micro FROM spent').get()?.micro ?? 0));
  return { server, clock, one, two, add, count };
}

describe('a state of several servers', () => {
  it('counts a change once whose answer was lost', async () => {
    const { server, one, two, add, count } = twoServers();
    await add(one);
    server.fault = 'answer lost';
    await add(one);
    expect([await count(one), await count(two)]).toEqual([2, 2]);
  });

  it('forgets a change whose lock was lost, and says so', async () => {
    const { server, one, two, add, count } = twoServers();
    await add(one);
    server.fault = 'lock lost';
    await expect(add(one)).rejects.toMatchObject({ code: 'conflict' });
    expect([await count(one), await count(two)]).toEqual([1, 1]);
  });

  it('waits while another writes', async () => {
    const { server, clock, one, add, count } = twoServers();
    server.busyTimes = 3;
    await clock.runUntil(add(one));
    expect(clock.sleeps).toHaveLength(3);
    expect(await count(one)).toBe(1);
  });

  it('does not work with what a newer server wrote', async () => {
    const { server, one, two, add, count } = twoServers();
    await add(one);
    server.version = 1000;
    await expect(count(two)).rejects.toMatchObject({ code: 'internal', hint: expect.stringContaining('Update') });
  });

  it('answers nothing after it was closed', async () => {
    const { one, count } = twoServers();
    one.close();
    await expect(count(one)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
