import { getDocumentProxy } from 'unpdf';
import { ProviderError } from '../core/errors.ts';

export type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<Pdf['getPage']>>;

/** Pixels of one image: an A3 sheet at 600 dots an inch. Larger ones are left out. */
const MAX_IMAGE = 72_000_000;

type Options = NonNullable<Parameters<typeof getDocumentProxy>[1]>;

/** Throws `invalid_input` for what is protected by a password or damaged beyond repair. pdf.js repairs what it can. */
export async function openPdf(bytes: Uint8Array, options: Options = {}): Promise<Pdf> {
  try {
    // It takes the bytes over, hence the copy.
    return await getDocumentProxy(bytes.slice(), {
      verbosity: 0,
      stopAtErrors: false,
      maxImageSize: MAX_IMAGE,
      disableFontFace: true,
      ...options,
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
