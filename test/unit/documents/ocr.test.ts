import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { OcrWish, ParseLimits } from '../../../src/core/document.ts';
import {
  canRead,
  canvasModule,
  greyPicture,
  type Picture,
  straightened,
  turned,
} from '../../../src/documents/ocr-picture.ts';
import { createDocumentParser } from '../../../src/documents/parser.ts';
import { line, makePdf } from '../../support/pdf.ts';

const parser = createDocumentParser({ idleMs: 100 });
afterAll(() => parser.close());

type Wish = {
  readonly ocr?: OcrWish;
  readonly limits?: Partial<ParseLimits>;
  readonly signal?: AbortSignal;
  readonly pages?: string;
};
const parse = (bytes: Uint8Array, { signal = new AbortController().signal, ...rest }: Wish = {}) =>
  parser.parse({ bytes, mimeType: '' }, { signal, ...rest });

/** Lines of text as somebody would have scanned them, with the left edges that are given. */
async function drawn(texts: readonly (readonly [text: string, x: number, y: number])[], width = 900, height = 160) {
  const { createCanvas } = await canvasModule();
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#222';
  context.font = '36px sans-serif';
  for (const [text, x, y] of texts) context.fillText(text, x, y);
  return { canvas, picture: greyPicture(context.getImageData(0, 0, width, height).data, width, height) };
}

const SENTENCE = 'The harbour opens at seven in the morning';

/** A page that shows a picture over all of it, at 200 dots an inch. */
function scanned(picture: Picture, rotate = 0): Buffer {
  const size = [picture.width * 0.36, picture.height * 0.36] as const;
  const content = `q ${size[0]} 0 0 ${size[1]} 0 0 cm /Im Do Q`;
  return makePdf({ pages: [{ content, size, rotate, image: picture }] });
}

describe.runIf(canRead())('OCR', () => {
  it('reads a scan, and says by what and how surely', async () => {
    const { picture } = await drawn([[SENTENCE, 40, 90]]);
    const { text, metadata, notes, pages } = await parse(scanned(picture));
    expect(text).toBe(SENTENCE);
    expect(pages).toEqual([{ page: 1, start: 0, end: SENTENCE.length }]);
    expect(metadata).toMatchObject({ ocr_engine: 'tesseract.js', ocr_languages: 'eng', ocr_pages: '1', local: 'true' });
    expect(metadata.ocr_confidence).toBeGreaterThan(80);
    expect(notes.join()).toMatch(/^Read by OCR on this machine \(tesseract\.js, eng\): page 1 \(\d+ % sure\)\.$/u);
  }, 60_000);

  it.each([1, 2, 3])(
    'reads a scan that lies turned by %d quarters',
    async (quarters) => {
      const { picture } = await drawn(
        [
          [SENTENCE, 40, 70],
          ['and closes after the last ferry has left it', 40, 130],
        ],
        900,
        220,
      );
      const { text, notes } = await parse(scanned(turned(picture, quarters)));
      expect(text).toBe(`${SENTENCE}\nand closes after the last ferry has left it`);
      expect(notes.join()).toContain(`turned by ${360 - 90 * quarters} degrees`);
    },
    60_000,
  );

  it('reads a page that lay askew on the glass', async () => {
    const texts = ['The boats come home before it', 'gets dark, with all of the fish', 'that their crews have caught'];
    const { picture } = await drawn(
      texts.map((text, index) => [text, 60, 80 + 60 * index] as const),
      900,
      300,
    );
    expect((await parse(scanned(straightened(picture, 4)))).text).toBe(texts.join('\n'));
  }, 60_000);

  it.each(['png', 'jpeg', 'webp'] as const)(
    'reads a picture (%s)',
    async (format) => {
      const { canvas } = await drawn([[SENTENCE, 40, 90]]);
      const bytes = format === 'png' ? await canvas.encode('png') : await canvas.encode(format, 90);
      const { text, mimeType } = await parse(bytes);
      expect(text).toBe(SENTENCE);
      expect(mimeType).toBe(`image/${format}`);
    },
    60_000,
  );

  it('reads the pages of a TIFF', async () => {
    const { default: tiff } = await import('utif2');
    const { canvas } = await drawn([[SENTENCE, 40, 90]]);
    const { data } = canvas.getContext('2d').getImageData(0, 0, 900, 160);
    const bytes = new Uint8Array(tiff.encodeImage(new Uint8Array(data.buffer), 900, 160));
    expect((await parse(bytes)).text).toBe(SENTENCE);
  }, 60_000);

  it('reads a bitmap', async () => {
    const { picture } = await drawn([[SENTENCE, 40, 90]]);
    const header = Buffer.alloc(54);
    header.write('BM');
    header.writeUInt32LE(54 + 3 * picture.grey.length, 2);
    header.writeUInt32LE(54, 10);
    header.writeUInt32LE(40, 14);
    header.writeInt32LE(picture.width, 18);
    header.writeInt32LE(-picture.height, 22);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(24, 28);
    const pixels = Buffer.from(
      Uint8Array.from({ length: 3 * picture.grey.length }, (_, at) => picture.grey[Math.floor(at / 3)] ?? 0),
    );
    const { text, mimeType } = await parse(Buffer.concat([header, pixels]));
    expect(text).toBe(SENTENCE);
    expect(mimeType).toBe('image/bmp');
  }, 60_000);

  it('reads the columns of a scan one after the other', async () => {
    const column = (words: readonly string[], x: number) =>
      words.map((text, index) => [text, x, 60 + 50 * index] as const);
    const left = [
      'The boats come home before it',
      'gets dark, with all of the fish',
      'that their crews have caught',
      'on the long sea that morning.',
    ];
    const right = [
      'Each of the crews sells what',
      'it can to the many people who',
      'wait for them on an old stone',
      'pier behind the lighthouse.',
    ];
    const { picture } = await drawn([...column(left, 40), ...column(right, 720)], 1400, 260);
    expect((await parse(scanned(picture))).text.replaceAll(/\s+/gu, ' ')).toBe([...left, ...right].join(' '));
  }, 60_000);

  it('leaves a page with a text layer as it is, unless it is told to look', async () => {
    const { picture } = await drawn([[SENTENCE, 40, 90]]);
    const size = [324, 58] as const;
    const content = `q 324 0 0 58 0 0 cm /Im Do Q 3 Tr ${line(10, 20, 'A text layer that says something else')}`;
    const pdf = makePdf({ pages: [{ content, size, image: picture }] });
    expect((await parse(pdf)).text).toBe('A text layer that says something else');
    expect((await parse(pdf, { ocr: { mode: 'always' } })).text).toBe(SENTENCE);
  }, 60_000);

  it('gives what it has when the time for OCR is over, and names the rest', async () => {
    const { picture } = await drawn([[SENTENCE, 40, 90]]);
    const { text, notes } = await parse(scanned(picture), { limits: { ocrMs: 1 } });
    expect(text).toBe('');
    expect(notes).toEqual(['The time for OCR was over before page 1: ask for these pages alone.']);
  }, 60_000);

  it('ends at once when it is cancelled', async () => {
    const { picture } = await drawn(
      Array.from({ length: 30 }, (_, index) => [SENTENCE, 40, 60 + 50 * index] as const),
      900,
      1600,
    );
    const controller = new AbortController();
    const pending = parse(scanned(picture), { signal: controller.signal });
    const timer = setTimeout(() => controller.abort(), 400);
    await expect(pending).rejects.toMatchObject({ code: 'cancelled' });
    clearTimeout(timer);
  }, 60_000);

  it('says how to get a language that is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tessdata-'));
    const own = createDocumentParser({ modelFolders: [folder], idleMs: 100 });
    const { picture } = await drawn([[SENTENCE, 40, 90]]);
    const { text, notes } = await own.parse(
      { bytes: scanned(picture), mimeType: '' },
      { signal: new AbortController().signal, ocr: { mode: 'auto', languages: 'xyz' } },
    );
    expect(text).toBe('');
    expect(notes.join()).toContain('OCR has no model for the language "xyz" here. Put xyz.traineddata');
    expect(notes.join()).toContain(folder);
    await own.close();
    await rm(folder, { recursive: true });
  }, 60_000);

  it('finds a model in the folder of models, beside the one of English', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tessdata-'));
    const english = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz');
    await copyFile(english, join(folder, 'enm.traineddata.gz'));
    const own = createDocumentParser({ modelFolders: [folder], idleMs: 100 });
    const { picture } = await drawn([[SENTENCE, 40, 90]]);
    const { text, metadata } = await own.parse(
      { bytes: scanned(picture), mimeType: '' },
      { signal: new AbortController().signal, ocr: { mode: 'auto', languages: 'eng+enm' } },
    );
    expect(text).toBe(SENTENCE);
    expect(metadata.ocr_languages).toBe('eng+enm');
    await own.close();
    await rm(folder, { recursive: true });
  }, 60_000);

  it('refuses a picture that claims more pixels than memory has, before it is decoded', async () => {
    const { canvas } = await drawn([]);
    const bytes = await canvas.encode('png');
    bytes.writeUInt32BE(60_000, 16);
    bytes.writeUInt32BE(60_000, 20);
    await expect(parse(bytes)).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'The picture has 60000 x 60000 pixels, more than the 100000000 that are read.',
    });
  });

  it('says that a picture is damaged', async () => {
    const { canvas } = await drawn([]);
    const bytes = await canvas.encode('png');
    await expect(parse(bytes.subarray(0, 60))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('damaged'),
    });
  });
});
