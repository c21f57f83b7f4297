import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { getResolvedPDFJS } from 'unpdf';
import { resolveOptional } from '../core/import-optional.ts';

/** What pdf.js reads besides the document: how East Asian encodings map to letters, decoders of JBIG2 and JPEG 2000. */
const FOLDERS: Readonly<Record<string, string>> = {
  cMapUrl: 'cmaps',
  standardFontDataUrl: 'standard_fonts',
  wasmUrl: 'wasm',
};

/**
 * Options of pdf.js for its own data files; none where the optional package that has them is not installed. The build in unpdf
 * cannot load decoders: the part of pdf.js that decodes is then the package's, of the same version.
 */
export async function dataOptions(): Promise<object> {
  const resolved = resolveOptional('pdfjs-dist/package.json');
  if (resolved === undefined) return {};
  // Loaded first, because loading it makes its own decoding part the one to use.
  await getResolvedPDFJS();
  await import('pdfjs-dist/legacy/build/pdf.worker.min.mjs');
  const root = dirname(resolved);
  const folders = Object.entries(FOLDERS).map(([option, folder]) => [option, `${join(root, folder)}/`]);
  return {
    ...Object.fromEntries(folders),
    useWorkerFetch: false,
    BinaryDataFactory: class {
      /** A name that comes from a document stays inside its folder. */
      async fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<Uint8Array> {
        return new Uint8Array(await readFile(join(root, FOLDERS[kind] ?? '', basename(filename))));
      }
    },
  };
}
