import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { workerUrl } from '../core/worker.ts';
import type { Picture } from './ocr-picture.ts';

const TIMEOUT_MS = 30_000;
const HEADER_BYTES = 8;

/** Decodes a JPEG, PNG, WebP, GIF or BMP in a process of its own. Throws a plain error for what cannot be decoded. */
export async function decodeApart(bytes: Uint8Array): Promise<Picture> {
  const child = spawn(process.execPath, [fileURLToPath(workerUrl('picture-child', import.meta.url))], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  const ended = once(child, 'close');
  // It may crash before it has read everything; that it ended says enough.
  child.stdin.on('error', () => {});
  child.stdin.end(bytes);
  const [output] = await Promise.all([buffer(child.stdout), ended]);
  if (output.length < HEADER_BYTES) throw new Error('it cannot be decoded');
  const [width, height] = [output.readUInt32LE(0), output.readUInt32LE(4)];
  if (output.length !== HEADER_BYTES + width * height) throw new Error('its decoding was cut off');
  return { width, height, grey: new Uint8Array(output.buffer, output.byteOffset + HEADER_BYTES, width * height) };
}
