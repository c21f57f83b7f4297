import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../src/core/turns.ts';

const { signal } = new AbortController();

describe('turns', () => {
  it('are given in the order in which they were asked for', async () => {
    const turn = createTurns(1);
    const order: string[] = [];
    const first = await turn(signal);
    const second = turn(signal).then((done) => {
      order.push('second');
      done();
    });
    const third = turn(signal).then((done) => {
      order.push('third');
      done();
    });
    expect(order).toEqual([]);
    first();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
  });

  it('are not kept for who no longer waits', async () => {
    const turn = createTurns(1);
    const first = await turn(signal);
    const controller = new AbortController();
    const given = turn(controller.signal);
    const next = turn(signal);
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    first();
    (await next)();
    (await turn(signal))();
    await expect(turn(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
