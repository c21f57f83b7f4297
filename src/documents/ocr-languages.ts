import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ProviderError } from '../core/errors.ts';

/** Where the model of a language is, as tesseract.js wants it: it reads `folder/code.traineddata`, with or without `.gz`. */
export type LanguageFile = { readonly code: string; readonly path: string };

/** Where distributions put the models of their own tesseract. */
const SYSTEM_FOLDERS = [
  '/usr/share/tesseract-ocr/5/tessdata',
  '/usr/share/tesseract-ocr/4.00/tessdata',
  '/usr/share/tessdata',
  '/usr/local/share/tessdata',
  '/opt/homebrew/share/tessdata',
];

/**
 * The models of the languages that are asked for: English is in a package, others lie in `folders` or where the system keeps
 * them. Throws `not_configured` with the way to get what is missing; nothing is downloaded.
 */
export function languageFiles(
  codes: string,
  folders: readonly string[],
): readonly [LanguageFile, ...(readonly LanguageFile[])] {
  const [first = 'eng', ...more] = new Set(codes.split('+'));
  return [languageFile(first, folders), ...more.map((code) => languageFile(code, folders))];
}

function languageFile(code: string, folders: readonly string[]): LanguageFile {
  const path = [...folders, ...SYSTEM_FOLDERS]
    .flatMap((folder) => ['.traineddata', '.traineddata.gz'].map((ending) => join(folder, `${code}${ending}`)))
    .find((file) => existsSync(file));
  if (path !== undefined) return { code, path };
  if (code === 'eng') return { code, path: englishFile() };
  throw new ProviderError('not_configured', {
    message: `OCR has no model for the language "${code}" here.`,
    hint: `Put ${code}.traineddata (from the tessdata_fast collection, or from the package tesseract-ocr-${code.replaceAll('_', '-')} of your system) into ${folders[0] ?? SYSTEM_FOLDERS[0]}.`,
  });
}

const englishFile = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')),
    '4.0.0_best_int',
    'eng.traineddata.gz',
  );
