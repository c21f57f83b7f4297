// The entry of the process that decodes one picture: a file on standard input becomes width, height (32 bits each, little
// endian) and grey pixels on standard output. Apart, because damaged files crash the library, and with it its process.
import { buffer } from 'node:stream/consumers';
import { canvasModule, greyPicture } from './ocr-picture.ts';

/** More pixels than this only cost time. */
const ENOUGH_PIXELS = 12_000_000;
/** Fewer show letters too small to be read well: they are drawn twice as large. */
const FEW_PIXELS = 1_500_000;

const { createCanvas, loadImage } = await canvasModule();
const image = await loadImage(await buffer(process.stdin));
const pixels = image.width * image.height;
const scale = pixels > ENOUGH_PIXELS ? Math.sqrt(ENOUGH_PIXELS / pixels) : pixels < FEW_PIXELS ? 2 : 1;
const width = Math.max(1, Math.round(image.width * scale));
const height = Math.max(1, Math.round(image.height * scale));
const context = createCanvas(width, height).getContext('2d');
context.imageSmoothingQuality = 'high';
context.drawImage(image, 0, 0, width, height);
const { grey } = greyPicture(context.getImageData(0, 0, width, height).data, width, height);
const header = Buffer.alloc(8);
header.writeUInt32LE(width, 0);
header.writeUInt32LE(height, 4);
process.stdout.write(header);
process.stdout.write(grey);
