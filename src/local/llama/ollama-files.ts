import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Candidate } from './find-models.ts';
import { filesBelow } from './walk.ts';

const MODEL_LAYER = 'application/vnd.ollama.image.model';
/** Registry, user, name, tag. */
const DEPTH = 4;
const USUAL = ['registry.ollama.ai', 'library'] as const;

const manifest = z.object({ layers: z.array(z.object({ mediaType: z.string(), digest: z.string() })) });

/** What Ollama has pulled, as `name:tag` the way its own list says it. `folder` holds `manifests` and `blobs`. */
export async function ollamaFiles(folder: string): Promise<readonly Candidate[]> {
  const root = join(folder, 'manifests');
  const paths = await filesBelow(root, { depth: DEPTH, accepts: () => true });
  const found = await Promise.all(
    paths.map(async (path): Promise<readonly Candidate[]> => {
      const [registry = '', user = '', model = '', tag = '', ...rest] = path.slice(root.length + 1).split(/[\\/]/);
      if (tag === '' || rest.length > 0) return [];
      const digest = await modelDigest(path);
      if (digest === undefined) return [];
      const from = [...(registry === USUAL[0] ? [] : [registry]), ...(user === USUAL[1] ? [] : [user])];
      const name = `${[...from, model].join('/')}:${tag}`;
      return [{ name, path: join(folder, 'blobs', digest), owner: 'Ollama' }];
    }),
  );
  return found.flat();
}

/** The name of the file with the weights. `undefined` for models elsewhere, and for what is no manifest. */
async function modelDigest(path: string): Promise<string | undefined> {
  try {
    const { layers } = manifest.parse(JSON.parse(await readFile(path, 'utf8')));
    const digest = layers.find(({ mediaType }) => mediaType === MODEL_LAYER)?.digest;
    return digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest.replace(':', '-') : undefined;
  } catch {
    return undefined;
  }
}
