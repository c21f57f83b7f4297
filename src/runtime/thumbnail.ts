import { fileURLToPath } from 'node:url';
import { type ProgramResult, runProgram } from '../audio/program.ts';
import type { Artifact, Artifacts } from '../core/artifact.ts';
import { resolveOptional } from '../core/import-optional.ts';
import { essence } from '../core/media-type.ts';
import type { ToolCall } from '../core/tool.ts';
import { workerUrl } from '../core/worker.ts';

/** The longer side, in pixels. */
const LONGEST = 512;
/** A picture that is no larger stands for itself. */
const SMALL_BYTES = 100_000;
/** What is larger is not decoded: it would take hundreds of megabytes. */
const MOST_PIXELS = 40_000_000;
const MOST_PICTURE_BYTES = 64 * 1024 ** 2;
const TIMEOUT_MS = 8000;
const MOST_OUTPUT_BYTES = 1_000_000;
const CANVAS = '@napi-rs/canvas';

/**
 * The demuxer is always named: left to guess, ffmpeg would take a text for a playlist and open the files that it names.
 * https://ffmpeg.org/ffmpeg-formats.html (2026-11)
 */
const PICTURES: Readonly<Record<string, string>> = {
  'image/png': 'png_pipe',
  'image/jpeg': 'jpeg_pipe',
  'image/webp': 'webp_pipe',
  'image/gif': 'gif',
};
const FILMS: Readonly<Record<string, string>> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/webm': 'matroska',
  'video/x-matroska': 'matroska',
};

export type Thumbnailing = {
  readonly artifacts: () => Promise<Artifacts>;
  readonly call: Pick<ToolCall, 'principal'>;
  readonly signal: AbortSignal;
};

/**
 * The artifact of a picture or film with a thumbnail, where one can be made: by the optional picture library or by ffmpeg, each
 * in a process of its own. Without either, and for media that they refuse, it is the artifact as it was; nothing is thrown.
 */
export async function withThumbnail(artifact: Artifact, { artifacts, call, signal }: Thumbnailing): Promise<Artifact> {
  try {
    const bytes = await thumbnailOf(artifact, signal);
    if (bytes === undefined) return artifact;
    const { uri } = await (await artifacts()).save(bytes, { mimeType: 'image/jpeg', thumbnailOf: artifact.uri }, call);
    return { ...artifact, thumbnail: uri };
  } catch {
    // What was made and paid for is there; only its small picture is not.
    return artifact;
  }
}

async function thumbnailOf(artifact: Artifact, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const { path, width, height, bytes } = artifact;
  // Of what has no size in its header nothing is known that could be trusted to a decoder.
  if (path === undefined || width === undefined || height === undefined) return undefined;
  if (width * height > MOST_PIXELS) return undefined;
  const type = essence(artifact.mimeType);
  const run = { signal, timeoutMs: TIMEOUT_MS, maxOutputBytes: MOST_OUTPUT_BYTES };
  if (Object.hasOwn(FILMS, type)) return jpegOf(await runProgram('ffmpeg', frameArguments(artifact, path), run));
  const isSmall = bytes <= SMALL_BYTES && Math.max(width, height) <= LONGEST;
  if (!Object.hasOwn(PICTURES, type) || isSmall || bytes > MOST_PICTURE_BYTES) return undefined;
  if (resolveOptional(CANVAS) === undefined)
    return jpegOf(await runProgram('ffmpeg', frameArguments(artifact, path), run));
  const entry = fileURLToPath(workerUrl('thumbnail-child', import.meta.url));
  return jpegOf(await runProgram(process.execPath, [entry, path, String(LONGEST)], run));
}

/** A film's first frame is often black, so one a little later is taken. */
function frameArguments({ mimeType, durationS = 0 }: Artifact, path: string): readonly string[] {
  const type = essence(mimeType);
  const seek = Math.min(1, durationS / 10);
  const fit = `scale=w='min(${LONGEST},iw)':h='min(${LONGEST},ih)':force_original_aspect_ratio=decrease,format=yuvj420p`;
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1', '-protocol_whitelist', 'file'],
    ...['-max_pixels', String(MOST_PIXELS), '-f', FILMS[type] ?? PICTURES[type] ?? type],
    ...(seek > 0 ? ['-ss', seek.toFixed(3)] : []),
    ...['-i', `file:${path}`, '-map', '0:v:0', '-frames:v', '1', '-vf', fit],
    ...['-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2pipe', 'pipe:1'],
  ];
}

/** The picture, where the program made a whole one. */
function jpegOf(result: ProgramResult | undefined): Uint8Array | undefined {
  if (result?.status !== 0) return undefined;
  const { output } = result;
  return output[0] === 0xff && output[1] === 0xd8 && output.at(-2) === 0xff && output.at(-1) === 0xd9
    ? output
    : undefined;
}
