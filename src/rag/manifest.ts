import { createHash } from 'node:crypto';
import { ProviderError } from '../core/errors.ts';
import type { StoreManifest } from '../core/store.ts';
import { CHUNKER, type ChunkSizes } from './chunk.ts';
import { TOKENIZER } from './segment.ts';

/** Raise it when the same file would be parsed to another text. */
const PARSER = 'parse-2';

export const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

/** The end of a settings hash, which stands for the embedder alone: a migration exchanges it. 8 characters. */
export const embedderHash = (embedModel: string | undefined): string => sha256(embedModel ?? '').slice(0, 8);

/** What a document's chunks depend on beside its content: a document with another hash is written anew. */
export function settingsHash(
  { size, overlap }: ChunkSizes,
  embedModel: string | undefined,
  contextual: boolean | string = false,
): string {
  const settings = [PARSER, CHUNKER, TOKENIZER, size, overlap];
  const own = contextual === false ? settings : [...settings, contextual];
  return sha256(JSON.stringify(own)).slice(0, 24) + embedderHash(embedModel);
}

export const newManifest = (
  embedModel: string | undefined,
  dimensions: number | undefined,
  languages: readonly string[],
): StoreManifest => ({
  embedModel,
  dimensions,
  distance: 'cosine',
  tokenizer: TOKENIZER,
  languages,
});

/**
 * The model to go on with: the collection's own when it has one. Throws `conflict` when another one is asked for, since vectors
 * of two models cannot be compared.
 */
export function modelFor(
  collection: string,
  manifest: StoreManifest | undefined,
  requested: string | undefined,
): string | undefined {
  const own = manifest?.embedModel;
  if (own === undefined) return requested;
  if (requested === undefined || requested === own || own.startsWith(`${requested}/`)) return own;
  throw new ProviderError('conflict', {
    message: `The collection "${collection}" is embedded with ${own}, not with ${requested}.`,
    hint: `Leave embed_model out to go on with ${own}; rag_migrate moves the collection to ${requested}.`,
  });
}
