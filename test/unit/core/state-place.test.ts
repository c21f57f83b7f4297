import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isReachable, statePlace } from '../../../src/core/state-place.ts';

const home = resolve('/srv/home');

describe('where the state is', () => {
  it.each([
    ['file:', join(home, 'state.sqlite')],
    ['file:other/state.sqlite', join(home, 'other', 'state.sqlite')],
    [`file:${resolve('/var/lib/a b.sqlite')}`, resolve('/var/lib/a b.sqlite')],
    ['file:///var/lib/a%20b.sqlite', resolve('/var/lib/a b.sqlite')],
  ])('takes %s for a file', (url, file) => {
    expect(statePlace(url, home)).toEqual({ file });
  });

  it.each(['redis://127.0.0.1:6379', 'rediss://user:pass@redis.example.com:6380/2'])('takes %s for a Redis', (url) => {
    expect(statePlace(url, home)).toEqual({ redis: url });
  });

  it.each(['postgres://user:canary@a/b', '/var/lib/state.sqlite', 'redis', ''])(
    'refuses %s without repeating it',
    (url) => {
      expect(() => statePlace(url, home)).toThrow(/^LLMKIT_STATE_URL takes file: or redis:/);
      expect(() => statePlace(url, home)).not.toThrow(/canary/);
    },
  );

  it.each([
    ['state.sqlite', false],
    ['state.sqlite-2', false],
    ['other.sqlite', true],
    ['../elsewhere.sqlite', false],
    ['collections/state.sqlite', true],
  ])('knows whether file arguments reach %s', (file, expected) => {
    expect(isReachable(join(home, file), home, [home])).toBe(expected);
  });
});
