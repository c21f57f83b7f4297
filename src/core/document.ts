/** A parsed document: text with the places it came from. Offsets count UTF-16 code units of `text`. */
export type ParsedDocument = {
  /** The whole text, as it is stored and cited. */
  readonly text: string;
  readonly mimeType: string;
  /** The pages (or slides, sheets) and where each stands in `text`. Empty for formats without pages. */
  readonly pages: readonly { readonly page: number; readonly start: number; readonly end: number }[];
  readonly tables: readonly { readonly page?: number; readonly rows: readonly (readonly string[])[] }[];
  readonly metadata: Readonly<Record<string, string | number>>;
  /** What a reader should know: truncated, no text layer, language unknown. */
  readonly notes: readonly string[];
};

/** Upper bounds for one document. Bytes in, characters out, wall clock. */
export type ParseLimits = {
  readonly maxBytes: number;
  readonly maxCharacters: number;
  readonly maxPages: number;
  /** Without OCR, which has its own time. */
  readonly timeoutMs: number;
  /** How long the pictures of one document may be read by OCR. What is not read by then is left, and named in a note. */
  readonly ocrMs: number;
};

/**
 * `auto` reads by OCR what has no text layer, `always` reads everything so, `never` nothing. Languages are codes of tesseract
 * (`deu+eng`); English when absent.
 */
export type OcrWish = { readonly mode: 'auto' | 'always' | 'never'; readonly languages?: string };

export type DocumentParser = {
  parse(
    media: { readonly bytes: Uint8Array; readonly mimeType: string; readonly name?: string },
    options: {
      readonly signal: AbortSignal;
      readonly pages?: string;
      readonly limits?: Partial<ParseLimits>;
      readonly ocr?: OcrWish;
    },
  ): Promise<ParsedDocument>;
  close(): Promise<void>;
};
