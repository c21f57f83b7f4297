import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProviderError } from '../core/errors.ts';
import { resolveOptional } from '../core/import-optional.ts';
import { workerUrl } from '../core/worker.ts';
import { type ProgramResult, runProgram } from './program.ts';
import type { SoundKind } from './sniff.ts';
import { wavHeader } from './wav.ts';

export type ProgramDecodeOptions = {
  readonly signal: AbortSignal;
  readonly rate?: number;
  readonly maxSeconds: number;
};

const TIMEOUT_MS = 300_000;
const MAX_WAV_BYTES = 536_870_912;
export const FFMPEG_HINT =
  'Run: apt-get install ffmpeg (or brew install ffmpeg), or convert it to wav, mp3, flac or ogg.';

/**
 * The demuxer is always named: left to guess, ffmpeg would take a text for a playlist and open the files that it names.
 * https://ffmpeg.org/ffmpeg-formats.html (2026-11)
 */
const DEMUXERS: Partial<Readonly<Record<SoundKind, string>>> = {
  m4a: 'mov',
  mp4: 'mov',
  aac: 'aac',
  webm: 'matroska',
  mkv: 'matroska',
  'wav-other': 'wav',
  'ogg-other': 'ogg',
  aiff: 'aiff',
  caf: 'caf',
  amr: 'amr',
  au: 'au',
  asf: 'asf',
  avi: 'avi',
  w64: 'w64',
};

/** Kinds whose index may stand at the end, so that a pipe will not do. */
const NEEDS_FILE: readonly SoundKind[] = ['m4a', 'mp4', 'caf', 'avi', 'asf'];
const WHISPER = '@napi-rs/whisper';
const WHISPER_RATE = 16_000;
const WHISPER_KINDS: readonly SoundKind[] = ['m4a', 'mp4'];

/** Decodes what this server does not to a WAV file of one channel: by ffmpeg, else by the optional whisper package. */
export async function decodeByProgram(
  bytes: Uint8Array,
  kind: SoundKind,
  options: ProgramDecodeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const wav = (await byFfmpeg(bytes, kind, options)) ?? (await byWhisper(bytes, kind, options));
  if (wav !== undefined) return wav;
  throw new ProviderError('unsupported', { message: `Decoding ${kind} needs ffmpeg.`, hint: FFMPEG_HINT });
}

async function byFfmpeg(
  bytes: Uint8Array,
  kind: SoundKind,
  options: ProgramDecodeOptions,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const run = async (source: string, protocol: string, input: Iterable<Uint8Array>) => {
    const args = ffmpegArguments(kind, source, protocol, options);
    return await runProgram('ffmpeg', args, { ...bounds(options), input });
  };
  const result = NEEDS_FILE.includes(kind)
    ? await withFile(bytes, (path) => run(`file:${path}`, 'file', []))
    : await run('pipe:0', 'pipe', [bytes]);
  return result === undefined ? undefined : soundOf(result, kind);
}

function ffmpegArguments(
  kind: SoundKind,
  source: string,
  protocol: string,
  { rate, maxSeconds }: ProgramDecodeOptions,
): readonly string[] {
  const input = ['-protocol_whitelist', protocol, '-f', DEMUXERS[kind] ?? kind, '-i', source];
  // One second more than is allowed is enough to see that it is too long.
  const output = ['-map', '0:a:0', '-vn', '-sn', '-dn', '-t', String(maxSeconds + 1), '-ac', '1'];
  const sampling = rate === undefined ? [] : ['-ar', String(rate)];
  return [
    '-nostdin',
    '-hide_banner',
    '-loglevel',
    'error',
    '-threads',
    '1',
    ...input,
    ...output,
    ...sampling,
    '-c:a',
    'pcm_s16le',
    '-f',
    'wav',
    'pipe:1',
  ];
}

/** The optional package's decoder, in a process of its own: it is native code, and files come from strangers. */
async function byWhisper(
  bytes: Uint8Array,
  kind: SoundKind,
  options: ProgramDecodeOptions,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!WHISPER_KINDS.includes(kind) || resolveOptional(WHISPER) === undefined) return undefined;
  const entry = fileURLToPath(workerUrl('whisper-decode', import.meta.url));
  const result = await runProgram(process.execPath, [entry, `sound.${kind}`], { ...bounds(options), input: [bytes] });
  if (result === undefined) return undefined;
  return soundOf({ ...result, output: new Uint8Array(Buffer.concat([wavHeader(WHISPER_RATE), result.output])) }, kind);
}

const bounds = ({ signal }: ProgramDecodeOptions) => ({ signal, timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_WAV_BYTES });

const WAV_HEADER_BYTES = 100;

/** What was decoded counts even when the program complained: a file that was cut off is still heard up to there. */
function soundOf({ output, complaint }: ProgramResult, kind: SoundKind): Uint8Array<ArrayBuffer> {
  if (output.length > WAV_HEADER_BYTES) return output;
  const hasNone = /matches no streams|does not contain any stream/.test(complaint);
  throw new ProviderError('invalid_input', {
    message: hasNone
      ? `The ${kind} file has no sound in it.`
      : `No sound could be decoded: the ${kind} audio is empty or damaged.`,
    cause: new Error(complaint),
  });
}

async function withFile<T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'llmkit-audio-'));
  try {
    const path = join(folder, 'sound');
    await writeFile(path, bytes, { mode: 0o600 });
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
