import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheFolders, type Variable } from './cache-folders.ts';
import { type GgufFacts, readGguf } from './gguf.ts';
import { ollamaFiles } from './ollama-files.ts';
import { filesBelow } from './walk.ts';

export type Candidate = { readonly name: string; readonly path: string; readonly owner: string };

/** A model file on this machine. `bytes` is the size of its first part. */
export type FoundModel = Candidate & { readonly bytes: number; readonly facts: GgufFacts };

/** `models--org--name/snapshots/revision/…/file.gguf` is the deepest in use. */
const DEPTH = 5;
/** The later parts of a split model, and the eyes of one, are found with it or not needed. */
const PART = /-(\d{5})-of-\d{5}\.gguf$/i;
const isCandidate = (name: string): boolean =>
  /\.gguf$/i.test(name) && !/mmproj/i.test(name) && (PART.exec(name)?.[1] ?? '00001') === '00001';

/** Every model that the usual programs have fetched to this machine, each name and each file once. Reads heads only. */
export async function findModels(variable: Variable, own: string): Promise<readonly FoundModel[]> {
  const { files, ollama } = cacheFolders(variable);
  const folders = [{ owner: 'LLMKit', folder: own }, ...files];
  const lists = await Promise.all([
    ...folders.map(async ({ owner, folder }) => {
      const paths = await filesBelow(folder, { depth: DEPTH, accepts: isCandidate });
      return paths.map((path): Candidate => ({ name: modelName(path), path, owner }));
    }),
    ...ollama.map(ollamaFiles),
  ]);
  const found = await Promise.all(lists.flat().map(examine));
  return uniquely(found.filter((model) => model !== undefined));
}

/** The file that the operator names, or what lies in the folder that they name. Empty when there is no model. */
export async function namedModels(path: string): Promise<readonly FoundModel[]> {
  const entry = await stat(path).catch(() => undefined);
  const paths = entry?.isDirectory() ? await filesBelow(path, { depth: DEPTH, accepts: isCandidate }) : [path];
  const found = await Promise.all(paths.map((each) => examine({ name: modelName(each), path: each, owner: 'you' })));
  return uniquely(found.filter((model) => model !== undefined));
}

/** The file's name without its ending; Jan calls each file `model.gguf` in a folder with the model's name. */
export function modelName(path: string): string {
  const name = basename(path)
    .replace(PART, '.gguf')
    .replace(/\.gguf$/i, '');
  return name === 'model' ? basename(dirname(path)) : name;
}

async function examine(candidate: Candidate): Promise<FoundModel | undefined> {
  try {
    const facts = await readGguf(candidate.path);
    if (facts?.isModel !== true) return undefined;
    return { ...candidate, facts, bytes: (await stat(candidate.path)).size };
  } catch {
    // Gone, or not ours to read.
    return undefined;
  }
}

function uniquely(models: readonly FoundModel[]): readonly FoundModel[] {
  const byName = new Map<string, FoundModel>();
  for (const model of models) if (!byName.has(model.name)) byName.set(model.name, model);
  return [...byName.values()];
}

/** Where models may be laid for this server alone. */
export const ownModels = (dataFolder: string): string => join(dataFolder, 'models');
