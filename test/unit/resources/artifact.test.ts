import { describe, expect, it } from 'vitest';
import artifact from '../../../resources/artifact.ts';
import type { ArtifactArchive } from '../../../src/core/artifact.ts';
import { fixtureApp } from '../../fixtures/server/app.ts';
import { toolCall } from '../runtime/pipeline.ts';

/** A call whose only artifact has these bytes; what else the archive does is not asked for. */
function callWith(bytes: Uint8Array, mimeType: string, size = bytes.length) {
  const archive = {
    describe: async (uri: string) => ({ uri, mimeType, bytes: size }),
    read: async () => ({ bytes, mimeType }),
  } as Partial<ArtifactArchive> as ArtifactArchive;
  return toolCall({ app: fixtureApp({ artifacts: async () => archive }) });
}

describe('the artifact resource', () => {
  it('gives media as bytes', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const contents = await artifact.read({ hash: 'x' }, callWith(bytes, 'image/png'));
    expect(contents).toEqual({ mimeType: 'image/png', blob: bytes });
  });

  it('gives text as text, in the charset that it names', async () => {
    const contents = await artifact.read({ hash: 'x' }, callWith(new Uint8Array([0xe9]), 'text/plain; charset=latin1'));
    expect(contents).toEqual({ mimeType: 'text/plain; charset=latin1', text: 'é' });
  });

  it('refuses what no client would take in one message, and says where it is', async () => {
    const call = callWith(new Uint8Array(0), 'video/mp4', 7_000_001);
    await expect(artifact.read({ hash: 'x' }, call)).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('path or url'),
    });
  });
});
