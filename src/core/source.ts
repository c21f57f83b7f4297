import type { Media } from './content.ts';

/**
 * Loads what an `audio`, `image`, `source` or `file` argument names: a file path inside the roots, an https URL
 * (through the egress guard), a `data:` URL or a resource URI of this server.
 */
export type SourceLoader = {
  load(source: string, options: { readonly signal: AbortSignal; readonly maxBytes?: number }): Promise<Media>;
  /** The files that a path, folder or glob names, inside the roots, sorted. Absolute paths. */
  expand(pattern: string): Promise<readonly string[]>;
};
