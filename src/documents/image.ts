import type { FormatParser } from './parsed.ts';

/** An image has no text until somebody reads it: saying so is the right answer, inventing text is not. */
export const parseImage: FormatParser = ({ mimeType }) => ({
  text: '',
  mimeType,
  pages: [],
  tables: [],
  metadata: {},
  notes: ['This is an image without a text layer: it would have to be read by OCR, which is not available.'],
});
