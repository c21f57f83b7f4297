import type { Artifact } from './artifact.ts';
import type { Media } from './content.ts';
import type { Usage } from './usage.ts';

/**
 * A picture or film as a provider hands it over: its bytes, or an address that has to be fetched at once, since such
 * addresses die within minutes. `withKey` means that the provider's own server wants the key again.
 */
export type Produced =
  | { readonly kind: 'media'; readonly media: Media }
  | { readonly kind: 'link'; readonly url: string; readonly mimeType?: string; readonly withKey?: boolean };

type Made = {
  readonly seed?: number;
  readonly usage: Usage;
  readonly model?: string;
  readonly costMicroUsd?: number;
  readonly notes?: readonly string[];
};

/** Pictures that were made and are kept. */
export type Pictured = Made & { readonly artifacts: readonly Artifact[] };

/** A film that was made and is kept. */
export type Filmed = Made & { readonly artifact: Artifact; readonly durationS?: number };

/**
 * Opens a public https address without credentials; redirects are followed and checked again. Throws `forbidden` for what may
 * not be reached, `not_found` and others, with the status, for an answer that is none.
 */
export type PublicDownload = (
  url: string,
  options: { readonly signal: AbortSignal; readonly headers: Readonly<Record<string, string>> },
) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  chunks(): AsyncIterable<Uint8Array>;
}>;
