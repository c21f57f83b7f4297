import { createHash } from 'node:crypto';
import type { Artifact, ArtifactFacts, Artifacts } from '../src/core/artifact.ts';
import type { Media } from '../src/core/content.ts';
import { ProviderError } from '../src/core/errors.ts';

export type MemoryArtifacts = Artifacts & {
  /** What was kept, in order. */
  readonly kept: (Artifact & { readonly content: Uint8Array })[];
  /** Writers that were begun, and what became of each. */
  readonly writers: { state: 'open' | 'finished' | 'discarded'; written: number }[];
};

/** Artifacts of one tenant in memory, for tests of what makes them. */
export function memoryArtifacts(): MemoryArtifacts {
  const kept: MemoryArtifacts['kept'] = [];
  const writers: MemoryArtifacts['writers'] = [];
  const keep = (content: Uint8Array, { mimeType = 'application/octet-stream', ...facts }: ArtifactFacts): Artifact => {
    const name = createHash('sha256').update(content).digest('hex');
    const artifact = { uri: `artifact://${name}.bin`, mimeType, bytes: content.byteLength, ...facts };
    kept.push({ ...artifact, content });
    return artifact;
  };
  const find = (uri: string) => {
    const found = kept.find((artifact) => artifact.uri === uri);
    if (found === undefined) throw new ProviderError('not_found');
    return found;
  };
  return {
    kept,
    writers,
    async create() {
      const writer: MemoryArtifacts['writers'][number] = { state: 'open', written: 0 };
      const chunks: Uint8Array[] = [];
      writers.push(writer);
      return {
        write(chunk) {
          if (writer.state !== 'open') throw new Error(`Written after it was ${writer.state}.`);
          chunks.push(chunk);
          writer.written += chunk.byteLength;
        },
        async finish(facts) {
          if (writer.state !== 'open') throw new Error(`Finished after it was ${writer.state}.`);
          writer.state = 'finished';
          return keep(Buffer.concat(chunks), facts);
        },
        async discard() {
          if (writer.state === 'open') writer.state = 'discarded';
        },
      };
    },
    save: async (bytes, facts) => keep(bytes, facts),
    describe: async (uri) => find(uri),
    read: async (uri): Promise<Media> => {
      const { content, mimeType } = find(uri);
      return { bytes: content, mimeType };
    },
  };
}
