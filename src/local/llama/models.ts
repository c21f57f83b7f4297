import { ProviderError } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { EngineHost } from '../../core/provider.ts';
import type { Variable } from './cache-folders.ts';
import { type FoundModel, findModels, modelName, namedModels, ownModels } from './find-models.ts';
import { memoryOf, quickBytes } from './machine.ts';

export const MODEL_VARIABLES = ['LLMKIT_LLM_MODEL', 'LOCAL_GGUF'] as const;

export const namedFile = (variable: Variable): string | undefined =>
  MODEL_VARIABLES.map((name) => variable(name)).find((value) => value !== undefined);

/**
 * The models that could be loaded, best first: the operator's, then the largest that is still quick here, down to the
 * smallest, then what is too large.
 */
export async function modelsOnMachine(host: EngineHost, isSearched = true): Promise<readonly FoundModel[]> {
  const variable = host.variable ?? (() => undefined);
  const path = namedFile(variable);
  const named = path === undefined ? [] : await namedModels(path);
  const found = isSearched ? await findModels(variable, ownModels(host.dataFolder)) : [];
  const others = found.filter(({ name }) => named.every((model) => model.name !== name));
  return [...named, ...byUse(others)];
}

export function byUse<M extends { readonly bytes: number }>(models: readonly M[], memory = memoryOf()): readonly M[] {
  // Files run on the processor here, whatever graphics there are.
  const limit = quickBytes({ memory });
  const sizes = models.toSorted((left, right) => right.bytes - left.bytes);
  return [...sizes.filter(({ bytes }) => bytes <= limit), ...sizes.filter(({ bytes }) => bytes > limit).toReversed()];
}

/** The names for a list: a file that the operator named counts even when something is wrong with it, which its use then says. */
export async function modelNames(host: EngineHost, isSearched: boolean): Promise<readonly string[]> {
  const names = (await modelsOnMachine(host, isSearched)).map(({ name }) => name);
  const path = namedFile(host.variable ?? (() => undefined));
  return names.length > 0 || path === undefined ? names : [modelName(path)];
}

/** The model of a name. Throws `not_configured` for a named file that is none, `not_found` for any other name. */
export async function demandModel(name: string, host: EngineHost, provider: string): Promise<FoundModel> {
  const models = await modelsOnMachine(host);
  const found = models.find((model) => model.name === name);
  if (found !== undefined) return found;
  const path = namedFile(host.variable ?? (() => undefined));
  if (path !== undefined && modelName(path) === name) {
    throw new ProviderError('not_configured', {
      provider,
      message: `${MODEL_VARIABLES[0]}: ${path} is no GGUF model that can be read.`,
      hint: 'Name a .gguf file with a whole model, or a folder with some. `llmkit-mcp doctor` names one that fits.',
      processed: false,
    });
  }
  const names = models.map((model) => model.name);
  throw new ProviderError('not_found', {
    provider,
    message: `There is no model file "${name.slice(0, 80)}" on this machine.${didYouMean(name, names)}`,
    hint:
      names.length > 0 ? `There are: ${names.slice(0, 5).join(', ')}.` : `Set ${MODEL_VARIABLES[0]} to a .gguf file.`,
    processed: false,
  });
}
