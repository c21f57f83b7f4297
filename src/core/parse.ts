import type { Media } from './content.ts';
import type { OcrWish } from './document.ts';
import type { RemoteWork } from './operation.ts';
import type { Usage } from './usage.ts';

/** A JSON Schema object. */
export type FieldSchema = Readonly<Record<string, unknown>>;

export type ParseRequest = {
  readonly model: string;
  readonly document: Media;
  /** Where the document was loaded from: a public https address that the egress guard let through. */
  readonly url?: string;
  /** `1-3,8` or `5-`, counted from 1. */
  readonly pages?: string;
  readonly ocr?: OcrWish;
  /** Fields to extract beside the text. */
  readonly schema?: FieldSchema;
};

export type ParsedPage = { readonly page: number; readonly markdown: string };
export type ParsedTable = { readonly page?: number; readonly rows: readonly (readonly string[])[] };

/** A document as a provider read it. Coordinates and confidences are left out. */
export type ParseResult = {
  readonly markdown: string;
  /** Ascending; empty where the provider does not tell pages apart. */
  readonly pages: readonly ParsedPage[];
  readonly tables: readonly ParsedTable[];
  readonly metadata: Readonly<Record<string, string | number>>;
  /** What the schema asked for, as the provider extracted it: not yet validated. */
  readonly fields?: unknown;
  /** What the provider calls this reading, where it can go on from it. */
  readonly handle?: string;
  /** `pages`, or tokens where those are billed. */
  readonly usage: Usage;
  readonly model?: string;
  readonly costMicroUsd?: number;
  readonly notes?: readonly string[];
};

/** A result that lies at an address of its own, with what reads it. */
export type ParseLink = { readonly link: string; readonly read: (body: unknown) => ParseResult };

export type ParseAnswer = ParseResult | ParseLink;

/** What a provider takes. What it cannot do is done for it, or told in a note. */
export type ParseIntake = {
  /** `url`: it reads public addresses alone, and fetches them itself. */
  readonly takes: 'file' | 'url';
  readonly maxBytes?: number;
  /** It reads only the pages that are asked for; otherwise the others are read, billed and dropped. */
  readonly choosesPages: boolean;
  /** It can be told what to read by OCR. */
  readonly choosesOcr: boolean;
  /** It extracts fields while it reads. */
  readonly takesSchema?: boolean;
  /** Its results can be had once: they are kept before anything else is done with them. */
  readonly isReadOnce?: boolean;
};

/** Fields out of what the same provider read before. */
export type FieldRequest = {
  readonly model: string;
  readonly markdown: string;
  readonly handle?: string;
  readonly schema: FieldSchema;
};
export type FieldResult = { readonly fields: unknown; readonly usage: Usage; readonly costMicroUsd?: number };

export type ParseCapability = {
  intake(model: string): ParseIntake;
  /** Absent where a provider has no extraction by a JSON Schema of its own. */
  extract?(request: FieldRequest, options: { readonly signal: AbortSignal }): Promise<FieldResult>;
} & (
  | { parse(request: ParseRequest, options: { readonly signal: AbortSignal }): Promise<ParseAnswer> }
  | RemoteWork<ParseRequest, ParseAnswer>
);
