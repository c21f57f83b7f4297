import { ProviderError } from '../core/errors.ts';

/*
 * The state of several servers is one sequence of changes in Redis. `meta` holds its name (`epoch`), how many changes
 * there were (`seq`), how many of them `whole` sums up (`base`) and the newest schema that wrote (`version`). Whoever
 * writes holds `lock` meanwhile, and a change is appended only by its holder to the sequence it has read to the end.
 */
const KEYS = ['meta', 'log', 'whole', 'lock'].map((name) => `llmkit:{state}:${name}`);

/** Takes the lock where ARGV[4] (ms) is given, and gives what a reader at ARGV[1], ARGV[2] has not seen. */
const PULL = `
local lockMs = tonumber(ARGV[4])
if lockMs > 0 and not redis.call('SET', KEYS[4], ARGV[3], 'NX', 'PX', lockMs) then return {'busy'} end
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'base', 'version')
if not meta[1] then return {'empty'} end
local base = tonumber(meta[3])
local seen = tonumber(ARGV[2])
if meta[1] ~= ARGV[1] or seen < base or seen > tonumber(meta[2]) then
  return {'whole', meta[1], meta[2], meta[4], base, redis.call('GET', KEYS[3]) or '', redis.call('LRANGE', KEYS[2], 0, -1)}
end
return {'next', meta[1], meta[2], meta[4], seen, '', redis.call('LRANGE', KEYS[2], seen - base, -1)}`;

/** Appends ARGV[5], unless it is empty, and gives the lock back. ARGV[6] begins the sequence where there is none. */
const APPEND = `
if redis.call('GET', KEYS[4]) ~= ARGV[1] then return -1 end
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not meta[1] and ARGV[6] ~= '' then
  redis.call('DEL', KEYS[2])
  redis.call('SET', KEYS[3], ARGV[6])
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'seq', 0, 'base', 0, 'version', ARGV[4], 'bytes', 0)
  meta = {ARGV[2], '0'}
end
if meta[1] ~= ARGV[2] or meta[2] ~= ARGV[3] then return -1 end
redis.call('DEL', KEYS[4])
if ARGV[5] == '' then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[5])
redis.call('HINCRBY', KEYS[1], 'seq', 1)
if tonumber(redis.call('HGET', KEYS[1], 'version')) < tonumber(ARGV[4]) then redis.call('HSET', KEYS[1], 'version', ARGV[4]) end
return redis.call('HINCRBY', KEYS[1], 'bytes', #ARGV[5])`;

const RELEASE = `if redis.call('GET', KEYS[4]) == ARGV[1] then redis.call('DEL', KEYS[4]) end return 0`;

/** Puts a sum in place of the changes, if there was none since. */
const SUM_UP = `
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[3], ARGV[3])
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'base', ARGV[2], 'bytes', 0)
return 1`;

/** Runs a script on the server. Rejects when the server cannot be reached in time. */
export type Evaluate = (script: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

/** How far somebody has read. */
export type Position = { readonly epoch: string; readonly seq: number };

export type Pulled =
  | { readonly kind: 'busy' | 'empty' }
  | {
      /** `whole`: what was read before is void. */
      readonly kind: 'whole' | 'next';
      readonly position: Position;
      readonly version: number;
      /** Changes in their order, the sum before the others. */
      readonly changes: readonly Change[];
    };

export type Change = { readonly token: string; readonly bytes: Uint8Array };

export type Appending = {
  readonly token: string;
  readonly position: Position;
  readonly version: number;
  readonly change: Uint8Array;
  /** The sum of all before it, for a server that holds nothing yet. */
  readonly whole?: Uint8Array;
};

export type StateLog = {
  pull(position: Position, lock?: { readonly token: string; readonly ms: number }): Promise<Pulled>;
  /** Bytes of changes that are not summed up; `undefined` when the lock was lost or somebody else wrote. */
  append(appending: Appending): Promise<number | undefined>;
  release(token: string): Promise<void>;
  sumUp(position: Position, whole: Uint8Array): Promise<void>;
};

export function createStateLog(evaluate: Evaluate): StateLog {
  return {
    async pull({ epoch, seq }, lock) {
      const reply = await evaluate(PULL, KEYS, [epoch, String(seq), lock?.token ?? '', String(lock?.ms ?? 0)]);
      const [kind, now, count, version, from, whole, list]: readonly unknown[] = Array.isArray(reply) ? reply : [];
      if (kind === 'busy' || kind === 'empty') return { kind };
      const changes: readonly unknown[] = Array.isArray(list) ? list : [];
      // A Redis that may evict keys, or another program, took a part of it.
      const isComplete = changes.length === Number(count) - Number(from) && !(kind === 'whole' && whole === '');
      if ((kind !== 'whole' && kind !== 'next') || !isComplete) throw damaged();
      const texts = [...(kind === 'whole' ? [`:${String(whole)}`] : []), ...changes];
      return {
        kind,
        position: { epoch: String(now), seq: Number(count) },
        version: Number(version),
        changes: texts.map((text) => changeOf(String(text))),
      };
    },
    async append({ token, position, version, change, whole }) {
      const text = change.byteLength === 0 ? '' : `${token}:${textOf(change)}`;
      const beginning = whole === undefined ? '' : ` ${textOf(whole)}`;
      const args = [token, position.epoch, String(position.seq), String(version), text, beginning];
      const bytes = Number(await evaluate(APPEND, KEYS, args));
      return bytes < 0 ? undefined : bytes;
    },
    async release(token) {
      await evaluate(RELEASE, KEYS, [token]);
    },
    async sumUp({ epoch, seq }, whole) {
      await evaluate(SUM_UP, KEYS, [epoch, String(seq), textOf(whole)]);
    },
  };
}

/** The error for a sequence that has gaps or does not fit together. */
export const damaged = (): ProviderError =>
  new ProviderError('internal', {
    message: 'The shared state in Redis is damaged: a part of it is gone.',
    hint: 'Delete the keys llmkit:{state}:*, and let that Redis neither evict nor expire keys (maxmemory-policy noeviction).',
  });

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function changeOf(text: string): Change {
  const colon = text.indexOf(':');
  return { token: text.slice(0, colon), bytes: Buffer.from(text.slice(colon + 1), 'base64') };
}
