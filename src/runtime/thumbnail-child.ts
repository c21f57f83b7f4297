// A program of its own: a picture's file as the argument, a small JPEG of it on standard output. What decodes pictures is
// native code, and pictures come from strangers.
import { readFile } from 'node:fs/promises';

const [, , path = '', longest = '512'] = process.argv;
const { createCanvas, loadImage } = await import('@napi-rs/canvas');
const image = await loadImage(await readFile(path));
const scale = Math.min(1, Number(longest) / Math.max(image.width, image.height));
const [width, height] = [Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale))];
const canvas = createCanvas(width, height);
const context = canvas.getContext('2d');
// JPEG knows no transparency.
context.fillStyle = '#fff';
context.fillRect(0, 0, width, height);
context.imageSmoothingEnabled = true;
context.imageSmoothingQuality = 'high';
context.drawImage(image, 0, 0, width, height);
process.stdout.write(await canvas.encode('jpeg', 80));
