import type { Media } from './content.ts';
import type { Principal } from './tool.ts';

/** Files, and the folders among them that could not be looked into. Sorted absolute paths. */
export type Expansion = { readonly files: readonly string[]; readonly unreadable: readonly string[] };

/**
 * Loads what an `audio`, `image`, `source` or `file` argument names: a file path inside the roots, an https URL
 * (through the egress guard), a `data:` URL or a resource URI of this server.
 */
export type SourceLoader = {
  load(
    source: string,
    options: {
      readonly signal: AbortSignal;
      readonly maxBytes?: number;
      /** Whose artifacts may be named. Without it none may. */
      readonly principal?: Principal;
    },
  ): Promise<Media>;
  /** What a path, folder or glob names inside the roots. */
  expand(pattern: string): Promise<Expansion>;
};
