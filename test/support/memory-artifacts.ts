import { createHash } from 'node:crypto';
import type { Artifact, ArtifactFacts, Artifacts } from '../../src/core/artifact.ts';
import { ProviderError } from '../../src/core/errors.ts';
import type { Principal } from '../../src/core/tool.ts';

/** Artifacts that live as long as the test. `fail` makes the next save fail. */
export function memoryArtifacts() {
  const kept = new Map<string, { readonly tenant: string; readonly bytes: Uint8Array; readonly artifact: Artifact }>();
  let failure: Error | undefined;

  const save = async (bytes: Uint8Array, facts: ArtifactFacts, { principal }: { readonly principal: Principal }) => {
    if (failure !== undefined) throw failure;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const artifact: Artifact = {
      uri: `artifact://${sha256}.wav`,
      mimeType: 'audio/wav',
      ...facts,
      bytes: bytes.byteLength,
    };
    kept.set(artifact.uri, { tenant: principal.tenant, bytes: new Uint8Array(bytes), artifact });
    return artifact;
  };
  const find = (uri: string, principal: Principal) => {
    const found = kept.get(uri);
    if (found?.tenant !== principal.tenant) throw new ProviderError('not_found');
    return found;
  };
  const artifacts: Artifacts = {
    save,
    async create(call, { headBytes = 0 } = {}) {
      const chunks: Uint8Array[] = [];
      return {
        // The sender may use its memory again.
        write: (chunk) => void chunks.push(new Uint8Array(chunk)),
        finish: async (facts, head = new Uint8Array(0)) => {
          if (head.byteLength !== headBytes) throw new Error('The head does not fill its room.');
          return save(Buffer.concat([head, ...chunks]), facts, call);
        },
        discard: async () => undefined,
      };
    },
    describe: async (uri, { principal }) => find(uri, principal).artifact,
    read: async (uri, { principal }) => ({ bytes: find(uri, principal).bytes, mimeType: 'audio/wav' }),
  };
  return {
    artifacts,
    kept,
    fail: (error: Error | undefined) => {
      failure = error;
    },
  };
}
