import type { DocumentParser, ParsedDocument, ParseLimits } from '../core/document.ts';
import { ProviderError } from '../core/errors.ts';
import { workerUrl } from '../core/worker.ts';
import { createWorkerPool } from '../core/worker-pool.ts';
import type { ParseJob } from './parsed.ts';

const LIMITS: ParseLimits = {
  maxBytes: 50 * 1024 * 1024,
  maxCharacters: 10_000_000,
  maxPages: 2_000,
  timeoutMs: 60_000,
  ocrMs: 240_000,
};

const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };

export type ParserOptions = {
  readonly limits?: Partial<ParseLimits>;
  /** Where models of languages for OCR lie. */
  readonly modelFolders?: readonly string[];
  readonly workers?: number;
  readonly idleMs?: number;
};

/** Parses documents in processes of their own: one that hangs, crashes or exhausts its process costs an error and that process. */
export function createDocumentParser(options: ParserOptions = {}): DocumentParser {
  const pool = createWorkerPool<ParseJob, ParsedDocument>({
    entry: workerUrl('parse-worker', import.meta.url),
    subject: 'The document',
    resourceLimits: MEMORY,
    isApart: true,
    workers: options.workers,
    idleMs: options.idleMs,
  });
  return {
    async parse(media, { signal, pages, limits, ocr }) {
      const bounds = { ...LIMITS, ...options.limits, ...limits };
      if (media.bytes.byteLength > bounds.maxBytes) {
        throw new ProviderError('invalid_input', {
          message: `The document has ${media.bytes.byteLength} bytes, the limit is ${bounds.maxBytes}.`,
        });
      }
      // A copy made for the worker, which then owns it.
      const bytes = new Uint8Array(media.bytes);
      const job: ParseJob = { ...media, bytes, pages, limits: bounds, ocr, modelFolders: options.modelFolders };
      return await pool.run(job, {
        signal,
        timeoutMs: bounds.timeoutMs,
        mostMoreMs: bounds.ocrMs,
        transfer: [bytes.buffer],
      });
    },
    close: () => pool.close(),
  };
}
