/** Codes of WASI preview 1 (https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md). */
const OK = 0;
const BAD_DESCRIPTOR = 8;
const DIRECTORY = 3;
const REGULAR_FILE = 4;
/** The one folder that the program finds, and the one file that it may open there. */
const FOLDER_DESCRIPTOR = 3;
const FILE_DESCRIPTOR = 4;
const FOLDER = '/';

/** How `proc_exit` leaves the program. */
class Exit extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

/**
 * Runs a WASI command that writes one file, and returns what it wrote. The program has its arguments and nothing else: no
 * clock, no environment, no file system. `node:wasi` would do the same over real files, is experimental (and says so on
 * stderr) and promises no isolation. Throws when the program fails or traps.
 */
export function fileWrittenBy(module: WebAssembly.Module, args: readonly string[]): Uint8Array {
  const encoded = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  const written: Uint8Array[] = [];
  let memory = new WebAssembly.Memory({ initial: 0 });
  // A fresh view each time: the memory moves when the program makes it grow.
  const view = (): DataView => new DataView(memory.buffer);
  const bytes = (from: number, length: number): Uint8Array => new Uint8Array(memory.buffer, from, length);

  const calls: Readonly<Record<string, (...parameters: number[]) => number>> = {
    args_sizes_get(countAt = 0, sizeAt = 0) {
      view().setUint32(countAt, encoded.length, true);
      view().setUint32(
        sizeAt,
        encoded.reduce((sum, arg) => sum + arg.length, 0),
        true,
      );
      return OK;
    },
    args_get(pointersAt = 0, textAt = 0) {
      let at = textAt;
      for (const [index, arg] of encoded.entries()) {
        view().setUint32(pointersAt + 4 * index, at, true);
        bytes(at, arg.length).set(arg);
        at += arg.length;
      }
      return OK;
    },
    clock_time_get(_clock = 0, _precision = 0, timeAt = 0) {
      view().setBigUint64(timeAt, 0n, true);
      return OK;
    },
    fd_prestat_get(descriptor, resultAt = 0) {
      if (descriptor !== FOLDER_DESCRIPTOR) return BAD_DESCRIPTOR;
      view().setUint32(resultAt, 0, true);
      view().setUint32(resultAt + 4, FOLDER.length, true);
      return OK;
    },
    fd_prestat_dir_name(descriptor, nameAt = 0) {
      if (descriptor !== FOLDER_DESCRIPTOR) return BAD_DESCRIPTOR;
      bytes(nameAt, FOLDER.length).set(new TextEncoder().encode(FOLDER));
      return OK;
    },
    path_open(...parameters) {
      const [openedAt = 0] = parameters.slice(-1);
      view().setUint32(openedAt, FILE_DESCRIPTOR, true);
      return OK;
    },
    fd_fdstat_get(descriptor = 0, resultAt = 0) {
      if (descriptor > FILE_DESCRIPTOR) return BAD_DESCRIPTOR;
      bytes(resultAt, 24).fill(0);
      view().setUint8(resultAt, descriptor === FOLDER_DESCRIPTOR ? DIRECTORY : REGULAR_FILE);
      // Every right: what cannot be done here says so when it is tried.
      view().setBigUint64(resultAt + 8, 0xffff_ffff_ffff_ffffn, true);
      view().setBigUint64(resultAt + 16, 0xffff_ffff_ffff_ffffn, true);
      return OK;
    },
    fd_write(descriptor, vectorsAt = 0, count = 0, writtenAt = 0) {
      let total = 0;
      for (let index = 0; index < count; index += 1) {
        const from = view().getUint32(vectorsAt + 8 * index, true);
        const length = view().getUint32(vectorsAt + 8 * index + 4, true);
        if (descriptor === FILE_DESCRIPTOR) written.push(bytes(from, length).slice());
        total += length;
      }
      view().setUint32(writtenAt, total, true);
      return OK;
    },
    fd_close: () => OK,
    fd_fdstat_set_flags: () => OK,
    proc_exit(status = 0) {
      throw new Exit(status);
    },
  };
  const refused = (): number => BAD_DESCRIPTOR;
  const wanted = WebAssembly.Module.imports(module).map(({ name }) => [name, calls[name] ?? refused] as const);
  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: Object.fromEntries(wanted) });
  const { _start: start, memory: own } = exports;
  if (typeof start !== 'function' || !(own instanceof WebAssembly.Memory))
    throw new Error('this is not a WASI command');
  memory = own;
  try {
    start();
  } catch (thrown) {
    if (!(thrown instanceof Exit)) throw thrown;
    if (thrown.status !== 0) throw new Error(`the program ended with ${thrown.status}`);
  }
  return Buffer.concat(written);
}
