import { getDocumentProxy } from 'unpdf';
import { ProviderError } from '../core/errors.ts';
import { dataOptions } from './pdf-data.ts';

export type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<Pdf['getPage']>>;

/** Pixels of one image: an A3 sheet at 600 dots an inch. Larger ones are left out. */
const MAX_IMAGE = 72_000_000;

type Options = NonNullable<Parameters<typeof getDocumentProxy>[1]>;

/** Throws `invalid_input` for what is protected by a password or damaged beyond repair. pdf.js repairs most of what it can. */
export async function openPdf(bytes: Uint8Array, options: Options = {}): Promise<Pdf> {
  try {
    return await opened(bytes, options).catch((error: unknown) => {
      const mended = error instanceof Error && error.name === 'InvalidPDFException' ? withTrailer(bytes) : undefined;
      if (mended === undefined) throw error;
      return opened(mended, options);
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw new ProviderError('invalid_input', {
        message: 'The PDF is encrypted and opens only with a password.',
        hint: 'Save a copy without the password and parse that.',
      });
    }
    throw new ProviderError('invalid_input', {
      message: `The PDF is damaged and cannot be read${error instanceof Error ? ` (${error.message.slice(0, 120)})` : ''}.`,
      cause: error,
    });
  }
}

const opened = async (bytes: Uint8Array, options: Options): Promise<Pdf> =>
  // It takes the bytes over and wants no Buffer, hence the copy.
  getDocumentProxy(new Uint8Array(bytes), {
    verbosity: 0,
    stopAtErrors: false,
    maxImageSize: MAX_IMAGE,
    disableFontFace: true,
    ...(await dataOptions()),
    ...options,
  });

/** A file that was cut off lacks the trailer that names its catalogue, without which pdf.js finds no page. */
function withTrailer(bytes: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const at = text.search(/\/Type\s*\/Catalog\b/u);
  const [, number] =
    at === -1 ? [] : (/.*\b(\d{1,9})\s+0\s+obj\b/su.exec(text.slice(Math.max(0, at - 2_000), at)) ?? []);
  if (number === undefined) return undefined;
  return Buffer.concat([bytes, Buffer.from(`\nendobj\ntrailer\n<< /Root ${number} 0 R >>\n`, 'latin1')]);
}
