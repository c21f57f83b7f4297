import type { App, Ran } from '../core/app.ts';
import type { EmbedRequest } from '../core/embed.ts';
import { ProviderError } from '../core/errors.ts';
import { sumOfCosts } from '../core/money.ts';
import type { Receipt } from '../core/receipt.ts';
import type { ToolCall } from '../core/tool.ts';
import { addUsage } from '../core/usage.ts';

/** How retrieval reaches an embedding model: through the pipeline, never past it. */
export type Embedder = {
  /** The model that would embed now, as `provider/model`; `undefined` or `not_configured` when none is available. */
  resolve(model: string | undefined, call: ToolCall): Promise<string | undefined>;
  embed(
    texts: readonly string[],
    inputType: NonNullable<EmbedRequest['inputType']>,
    model: string | undefined,
    call: ToolCall,
  ): Promise<Ran<'embed'>>;
};

/** Documents leave this machine only when somebody said so: a key for chat is no such word. */
const DEFAULT_MODEL = 'embedded';

/** The embedder of an app: `app.run` embeds, `app.estimate` says which model it would be. */
export function embedderOf(app: Pick<App, 'run' | 'estimate' | 'config'>): Embedder {
  const named = (model: string | undefined): string => model ?? app.config.embedModel ?? DEFAULT_MODEL;
  return {
    async resolve(model, call) {
      const request = { texts: ['which model would it be?'] };
      return (await app.estimate('embed', request, { model: named(model) }, call)).chosen;
    },
    embed: (texts, inputType, model, call) => app.run('embed', { texts, inputType }, { model: named(model) }, call),
  };
}

/** True for errors that mean "there is no such engine here", as opposed to "it failed". */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof ProviderError && ['not_configured', 'unavailable', 'not_found', 'unsupported'].includes(error.code);

/** `provider/model` of what answered. */
export const modelOf = ({ provider, model }: Receipt): string =>
  model.startsWith(`${provider}/`) ? model : `${provider}/${model}`;

/** A text is embedded only when the model knows at least four fifths of it: an English model finds all Japanese alike. */
const MOST_UNKNOWN = 0.2;

export type Embedded = {
  /** Unit length; `undefined` for texts that the model does not understand. */
  readonly vectors: readonly (Float32Array | undefined)[];
  readonly model: string;
  readonly receipt: Receipt;
};

/** Embeds and checks what came back: as many vectors as texts, all of one length, finite, normalised. */
export async function embedChecked(
  embedder: Embedder,
  texts: readonly string[],
  inputType: 'query' | 'document',
  model: string | undefined,
  call: ToolCall,
): Promise<Embedded> {
  const { result, receipt } = await embedder.embed(texts, inputType, model, call);
  const dimensions = result.vectors[0]?.length ?? 0;
  const isWhole = result.vectors.length === texts.length && dimensions > 0;
  if (!isWhole || result.vectors.some((vector) => vector.length !== dimensions)) {
    throw new ProviderError('bad_response', {
      provider: receipt.provider,
      message: `${texts.length} texts were sent to be embedded, ${result.vectors.length} usable vectors came back.`,
    });
  }
  const vectors = result.vectors.map((vector, index) =>
    (result.unknownShares?.[index] ?? 0) > MOST_UNKNOWN ? undefined : unit(vector, receipt.provider),
  );
  return { vectors, model: modelOf(receipt), receipt };
}

/** The vector at unit length; `undefined` when it is all zeros, which is no direction at all. */
function unit(vector: Float32Array, provider: string): Float32Array | undefined {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!Number.isFinite(sum)) {
    throw new ProviderError('bad_response', { provider, message: 'A vector holds values that are not numbers.' });
  }
  const length = Math.sqrt(sum);
  if (length === 0) return undefined;
  return Math.abs(length - 1) < 1e-6 ? vector : vector.map((value) => value / length);
}

/** One receipt for many requests of one call. An unknown cost makes the sum unknown. */
export function mergeReceipts(receipts: readonly Receipt[]): Receipt | undefined {
  const [first] = receipts;
  if (first === undefined || receipts.length === 1) return first;
  return {
    ...first,
    usage: receipts.map(({ usage }) => usage).reduce(addUsage),
    costMicroUsd: sumOfCosts(receipts.map(({ costMicroUsd }) => costMicroUsd)),
    latencyMs: receipts.reduce((sum, { latencyMs }) => sum + latencyMs, 0),
    // Twenty tell the story; thousands would only fill the result.
    attempts: receipts.flatMap(({ attempts }) => attempts).slice(0, 20),
    local: receipts.every(({ local }) => local),
    notes: [...new Set(receipts.flatMap(({ notes }) => notes ?? []))],
  };
}
