import type { OcrWish } from '../core/document.ts';
import { ProviderError } from '../core/errors.ts';
import { createRecogniser, OutOfTime, type Recogniser } from './ocr.ts';
import { canRead, ocrNote, type Picture } from './ocr-picture.ts';
import type { ParseJob } from './parsed.ts';
import type { Block } from './pdf-layout.ts';
import { layout } from './pdf-layout.ts';

export type Shown = { readonly picture: Picture /** Points that a pixel has. */; readonly scale: number };

/** OCR for one document: its pages one after the other, within the time that it has, and what to tell about them. */
export type OcrSession = {
  /** True when the caller wants everything read from its looks. */
  readonly isForced: boolean;
  /** What a page says; `undefined` when it was not read, which a note then tells. */
  read(page: number, show: () => Promise<Shown>): Promise<{ readonly blocks: readonly Block[] } | undefined>;
  isUnread(page: number): boolean;
  metadata(): Readonly<Record<string, string | number>>;
  notes(): readonly string[];
  close(): Promise<void>;
};

const ENGINE = 'tesseract.js';
/** Below this the text is more guess than reading. */
const DOUBTFUL = 65;

const AUTO: OcrWish = { mode: 'auto' };

export function createOcrSession({
  ocr = AUTO,
  modelFolders = [],
  askForTime = () => {},
  limits,
}: Pick<ParseJob, 'ocr' | 'modelFolders' | 'limits' | 'askForTime'>): OcrSession {
  const languages = ocr.languages ?? 'eng';
  const read: { readonly page: number; readonly confidence: number; readonly turn: number }[] = [];
  const unread: number[] = [];
  let recogniser: Recogniser | undefined;
  let deadline: number | undefined;
  let isLate = false;
  let missing: string | undefined;

  return {
    isForced: ocr.mode === 'always',

    async read(page, show) {
      if (ocr.mode === 'never' || isLate || missing !== undefined || !canRead()) {
        unread.push(page);
        return undefined;
      }
      if (deadline === undefined) {
        deadline = performance.now() + limits.ocrMs;
        askForTime(limits.ocrMs);
      }
      try {
        const { picture, scale } = await show();
        recogniser ??= await createRecogniser(languages, modelFolders, deadline);
        const { runs, confidence, turn } = await recogniser.recognise(picture, scale);
        read.push({ page, confidence, turn });
        return { blocks: layout(runs, []) };
      } catch (error) {
        // A document whose pictures cannot be read still has its text.
        if (error instanceof ProviderError && error.code === 'not_configured')
          missing = [error.message, error.hint].join(' ');
        else if (error instanceof OutOfTime) isLate = true;
        else throw error;
        unread.push(page);
        return undefined;
      }
    },

    isUnread: (page) => unread.includes(page),

    metadata: (): Readonly<Record<string, string | number>> =>
      read.length === 0
        ? {}
        : {
            ocr_engine: ENGINE,
            ocr_languages: languages,
            ocr_pages: read.map(({ page }) => page).join(','),
            ocr_confidence: Math.round(read.reduce((sum, { confidence }) => sum + confidence, 0) / read.length),
            local: 'true',
          },

    notes: () => [
      ...readNotes(read, languages),
      ...(unread.length === 0 ? [] : [unreadNote(unread, ocr, isLate, missing)]),
    ],

    close: async () => recogniser?.close(),
  };
}

type Reading = { readonly page: number; readonly confidence: number; readonly turn: number };

function readNotes(read: readonly Reading[], languages: string): readonly string[] {
  if (read.length === 0) return [];
  const each = read
    .slice(0, 20)
    .map(
      ({ page, confidence, turn }) =>
        `${page} (${Math.round(confidence)} % sure${turn === 0 ? '' : `, turned by ${turn * 90} degrees`})`,
    );
  const doubtful = read.filter(({ confidence }) => confidence < DOUBTFUL).length;
  return [
    `Read by OCR on this machine (${ENGINE}, ${languages}): page ${each.join(', ')}${read.length > 20 ? ', …' : ''}.`,
    ...(doubtful > 0
      ? [
          `OCR is unsure of ${doubtful} of these pages: check them. If they are not in ${languages}, name their languages, e.g. ocr: "deu+eng".`,
        ]
      : []),
  ];
}

function unreadNote(unread: readonly number[], ocr: OcrWish, isLate: boolean, missing: string | undefined): string {
  const pages = `page ${unread.slice(0, 20).join(', ')}${unread.length > 20 ? ', …' : ''}`;
  if (ocr.mode === 'never') return `Pictures without a text layer (${pages}): OCR was not wanted.`;
  if (isLate) return `The time for OCR was over before ${pages}: ask for these pages alone.`;
  return `Pictures without a text layer (${pages}). ${missing ?? ocrNote()}`;
}
