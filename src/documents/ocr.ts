import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { languageFiles } from './ocr-languages.ts';
import { graymap, type Picture } from './ocr-picture.ts';
import { upright } from './ocr-turn.ts';
import type { Run } from './pdf-run.ts';

/** What was read on a picture. Runs are in pixels of the upright picture, scaled by `scale`. */
export type Recognised = {
  readonly runs: readonly Run[];
  /** 0–100, over the words that were kept. */
  readonly confidence: number;
  /** Quarter turns clockwise that made it upright. */
  readonly turn: number;
};

export type Recogniser = {
  readonly languages: string;
  /** Throws `OutOfTime` when the deadline passes first. `scale` is how many points a pixel has. */
  recognise(picture: Picture, scale: number): Promise<Recognised>;
  close(): Promise<void>;
};

/** The time that OCR has for a document is over. */
export class OutOfTime extends Error {}

/** Fully automatic page segmentation, which finds columns; one block of text; both of tesseract's `PSM`. */
const [PAGE, BLOCK] = ['3', '6'];
const LSTM = 1;
/** Words that are read with less confidence than this are specks and pictures. */
const MIN_CONFIDENCE = 30;
/** Rows less than this much taller than most are of the same letters: boxes of pixels are rough. */
const LARGER = 1.4;
/** A row of tesseract spans ascenders and descenders; letters are this share of it. */
const LETTER = 0.75;

/** Scripts without spaces between words. */
const JOINED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

type Tesseract = typeof import('tesseract.js');
type Worker = Awaited<ReturnType<Tesseract['createWorker']>>;
type Page = Awaited<ReturnType<Worker['recognize']>>['data'];

/** Starts tesseract.js in its own thread. `deadline` is in the time of `performance.now()`. */
export async function createRecogniser(
  languages: string,
  folders: readonly string[],
  deadline: number,
): Promise<Recogniser> {
  const files = languageFiles(languages, folders);
  const worker = await started(files);
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await worker.terminate();
  };

  async function read(picture: Picture, mode: string | undefined): Promise<Page> {
    const left = deadline - performance.now();
    if (left <= 0 || isClosed) throw new OutOfTime();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new OutOfTime()), left);
    });
    try {
      // tesseract.js hands parameters of one call on to tesseract and takes them back; its types do not know.
      const options = { tessedit_pageseg_mode: mode } as Parameters<Worker['recognize']>[1];
      const { data } = await Promise.race([
        worker.recognize(graymap(picture), options, { text: false, blocks: true }),
        late,
      ]);
      return data;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    languages,
    close,
    async recognise(picture, scale) {
      try {
        const { picture: straight, turn } = await upright(picture, async (strip) => {
          const words = wordsOf(await read(strip, BLOCK)).filter(isKept);
          return { confidence: confidenceOf(words), letters: words.reduce((sum, { text }) => sum + text.length, 0) };
        });
        const words = wordsOf(await read(straight, PAGE)).filter(isKept);
        return { runs: runsOf(words, scale), confidence: confidenceOf(words), turn };
      } catch (error) {
        if (error instanceof OutOfTime) await close();
        throw error;
      }
    },
  };
}

/** Models come from files alone: tesseract.js would download one that it has to look for itself. */
async function started([first, ...more]: ReturnType<typeof languageFiles>): Promise<Worker> {
  const { createWorker } = await import('tesseract.js');
  const loaded = [first.code];
  const worker = await new Promise<Worker>((resolve, reject) => {
    // What fails after its core is loaded is told to this handler alone.
    createWorker(loaded, LSTM, {
      langPath: dirname(first.path),
      gzip: first.path.endsWith('.gz'),
      cacheMethod: 'none',
      errorHandler: (reason: unknown) => reject(new Error(String(reason).slice(0, 160))),
    }).then(resolve, reject);
  });
  if (more.length === 0) return worker;
  for (const { code, path } of more) {
    const bytes = await readFile(path);
    await worker.FS('writeFile', [`./${code}.traineddata`, path.endsWith('.gz') ? gunzipSync(bytes) : bytes]);
    // It keeps this list as its own: what is in it is not fetched again.
    loaded.push(code);
  }
  await worker.reinitialize(loaded.join('+'), LSTM);
  return worker;
}

type Word = {
  readonly text: string;
  readonly confidence: number;
  readonly box: { readonly x0: number; readonly x1: number };
  /** The baseline and the height of its row. */
  readonly v: number;
  readonly rowHeight: number;
};

const isKept = ({ text, confidence }: Word): boolean =>
  text.trim() !== '' && confidence >= (/[\p{L}\p{N}]/u.test(text) ? MIN_CONFIDENCE : 2 * MIN_CONFIDENCE);

function wordsOf(page: Page): readonly Word[] {
  return (page.blocks ?? []).flatMap((block) =>
    block.paragraphs.flatMap((paragraph) =>
      paragraph.lines.flatMap(({ words, baseline, bbox, rowAttributes }) => {
        const rowHeight = rowAttributes?.rowHeight || bbox.y1 - bbox.y0;
        const v = (baseline.y0 + baseline.y1) / 2;
        return words.map(({ text, confidence, bbox: box }) => ({ text, confidence, box, v, rowHeight }));
      }),
    ),
  );
}

/** The mean over letters. */
function confidenceOf(words: readonly Word[]): number {
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  return letters === 0 ? 0 : words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / letters;
}

function runsOf(words: readonly Word[], scale: number): readonly Run[] {
  const heights = words.map(({ rowHeight }) => rowHeight).sort((one, other) => one - other);
  const usual = heights[Math.floor(heights.length / 2)] ?? 1;
  return words.map(({ text, box, v, rowHeight }, order) => ({
    // Tesseract says where words end; the gaps of large letters would not.
    text: JOINED.test(text) ? text : `${text} `,
    left: box.x0 * scale,
    right: box.x1 * scale,
    v: v * scale,
    height: (rowHeight >= LARGER * usual ? rowHeight : usual) * LETTER * scale,
    isRtl: /[\u0590-\u08FF]/u.test(text),
    isBold: false,
    order,
  }));
}
