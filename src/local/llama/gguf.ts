import { open } from 'node:fs/promises';

/** What the head of a GGUF file says about the model in it. */
export type GgufFacts = {
  /** `llama`, `gemma3`, `bert`, … */
  readonly architecture: string;
  /** Tokens it was trained to look at. */
  readonly contextTokens?: number;
  /** It makes vectors of texts. */
  readonly embeds: boolean;
  /** False for what is no whole model: an adapter, the eyes of one, a vocabulary, a later part of a split file. */
  readonly isModel: boolean;
};

/** Everything about the model itself stands before the tokens, which take megabytes that nobody wants here. */
const HEAD_BYTES = 256 * 1024;
const MAGIC = 'GGUF';

const SIZES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const STRING = 8;
const ARRAY = 9;

const EMBEDS = /^(bert|nomic-bert|jina-bert|modern-bert|neo-bert|t5encoder|gemma-embedding)/;
/** `<architecture>.pooling_type`: how the vectors of a text's tokens become one; 4 gives a rank instead. */
const POOLINGS_OF_VECTORS = new Set([1, 2, 3]);

type Value = string | number | undefined;

/** The facts of a GGUF file; `undefined` when it is none. Throws what the file system throws. */
export async function readGguf(path: string): Promise<GgufFacts | undefined> {
  const head = await headOf(path);
  if (head.length < 24 || head.toString('latin1', 0, 4) !== MAGIC) return undefined;
  const values = valuesOf(head);
  const architecture = values.get('general.architecture');
  if (typeof architecture !== 'string') return undefined;
  const number = (key: string): number | undefined => {
    const value = values.get(`${architecture}.${key}`);
    return typeof value === 'number' ? value : undefined;
  };
  const contextTokens = number('context_length');
  const type = values.get('general.type');
  return {
    architecture,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    embeds: EMBEDS.test(architecture) || POOLINGS_OF_VECTORS.has(number('pooling_type') ?? 0),
    isModel:
      (type === undefined || type === 'model') &&
      architecture !== 'clip' &&
      contextTokens !== undefined &&
      (values.get('split.no') ?? 0) === 0,
  };
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The key-value pairs up to the first one that does not end within the head. */
function valuesOf(head: Buffer): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  let at = 24;
  const count = Number(head.readBigUInt64LE(16));
  const text = (): string => {
    const end = at + 8 + Number(head.readBigUInt64LE(at));
    const found = head.toString('utf8', at + 8, end);
    at = end;
    return found;
  };
  try {
    for (let index = 0; index < count && at < head.length; index++) {
      const key = text();
      const type = head.readUInt32LE(at);
      at += 4;
      if (type === STRING) values.set(key, text());
      else if (type === ARRAY) {
        const inner = head.readUInt32LE(at);
        const items = Number(head.readBigUInt64LE(at + 4));
        at += 12;
        const size = SIZES[inner];
        if (size !== undefined) at += size * items;
        else if (inner === STRING) for (let item = 0; item < items && at < head.length; item++) text();
        else break;
      } else {
        const size = SIZES[type];
        if (size === undefined) break;
        values.set(key, scalar(head, at, type));
        at += size;
      }
    }
  } catch (thrown) {
    // The end of the head, in the middle of a value.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return values;
}

function scalar(head: Buffer, at: number, type: number): number | undefined {
  if (type === 0 || type === 7) return head.readUInt8(at);
  if (type === 2) return head.readUInt16LE(at);
  if (type === 4) return head.readUInt32LE(at);
  if (type === 5) return head.readInt32LE(at);
  if (type === 10) return Number(head.readBigUInt64LE(at));
  return undefined;
}
