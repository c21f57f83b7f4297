import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { promisify } from 'node:util';
import { findProgram } from '../../core/find-program.ts';
import { SMALL_MODELS, type SmallModel } from './small-models.ts';

export type Machine = {
  /** Bytes that this process may use: the machine's, or what a container is given of it. */
  readonly memory: number;
  /** Bytes of graphics memory. Absent where there is none, or none that is cheap to ask. */
  readonly graphics?: number;
};

/** A model may take so much of the memory: its context and everybody else need the rest. */
const SHARE_OF_MEMORY = 0.5;
const SHARE_OF_GRAPHICS = 0.8;
/** Bytes. On a processor what is larger answers too slowly to be anybody's default. */
const QUICK = 6_000_000_000;
/** ms. The program answers within one second, unless the driver hangs. */
const PATIENCE_MS = 3000;

export const memoryOf = (): number => {
  const given = process.constrainedMemory();
  return given > 0 && given < totalmem() ? given : totalmem();
};

/** Memory, and graphics memory where NVIDIA's own program tells it or the processor shares its own. */
export async function thisMachine(searchPath: string | undefined): Promise<Machine> {
  const memory = memoryOf();
  // A Mac's graphics use the same memory.
  if (process.platform === 'darwin' && process.arch === 'arm64') return { memory, graphics: memory * 0.6 };
  const program = findProgram(['nvidia-smi'], searchPath);
  if (program === undefined) return { memory };
  try {
    const query = ['--query-gpu=memory.total', '--format=csv,noheader,nounits'];
    const { stdout } = await promisify(execFile)(program, query, { timeout: PATIENCE_MS });
    const sizes = stdout
      .split('\n')
      .map(Number)
      .filter((mebibytes) => mebibytes > 0);
    return sizes.length === 0 ? { memory } : { memory, graphics: Math.max(...sizes) * 1024 * 1024 };
  } catch {
    return { memory };
  }
}

/** Bytes that a model may have to be quick here. */
export const quickBytes = ({ memory, graphics = 0 }: Machine): number =>
  Math.max(Math.min(QUICK, memory * SHARE_OF_MEMORY), graphics * SHARE_OF_GRAPHICS);

/** The largest of the small models that is quick on a machine. `undefined` where not even the smallest is. */
export const modelFor = (machine: Machine): SmallModel | undefined =>
  SMALL_MODELS.findLast(({ bytes }) => bytes <= quickBytes(machine));

/** `2.5 GB`, `640 MB`. */
export const sizeText = (bytes: number): string =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
