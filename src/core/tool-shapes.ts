import { z } from 'zod';
import type { RunOptions } from './app.ts';
import type { Artifact } from './artifact.ts';
import { microToUsd } from './money.ts';
import type { Receipt } from './receipt.ts';
import type { Usage } from './usage.ts';

/** The arguments that every model-backed tool takes. */
export const callOptions = {
  model: z.string().optional().describe('provider/model or provider'),
  fallbacks: z.array(z.string()).optional(),
  max_cost_usd: z.number().positive().optional(),
};

type CallOptionsInput = {
  readonly model?: string | undefined;
  readonly fallbacks?: readonly string[] | undefined;
  readonly max_cost_usd?: number | undefined;
};

export const runOptions = ({ model, fallbacks, max_cost_usd }: CallOptionsInput): RunOptions => ({
  model,
  fallbacks,
  maxCostUsd: max_cost_usd,
});

const usageShape = z.object({
  input: z.number().optional(),
  cached_input: z.number().optional(),
  cache_write: z.number().optional(),
  output: z.number().optional(),
  reasoning: z.number().optional(),
  seconds: z.number().optional(),
  characters: z.number().optional(),
  images: z.number().optional(),
  pages: z.number().optional(),
  searches: z.number().optional(),
});

/** The receipt fields of a result, spread into a tool's output. */
export const receiptShape = {
  call_id: z.string(),
  provider: z.string(),
  model: z.string(),
  usage: usageShape,
  cost_usd: z.number().nullable(),
  latency_ms: z.number(),
  attempts: z.array(
    z.object({
      model: z.string(),
      outcome: z.enum(['ok', 'error', 'skipped']),
      ms: z.number(),
      reason: z.string().optional(),
    }),
  ),
  local: z.boolean(),
  notes: z.array(z.string()).optional(),
};

export const usageFields = (usage: Usage): z.input<typeof usageShape> => ({
  input: usage.input,
  cached_input: usage.cachedInput,
  cache_write: usage.cacheWrite,
  output: usage.output,
  reasoning: usage.reasoning,
  seconds: usage.seconds,
  characters: usage.characters,
  images: usage.images,
  pages: usage.pages,
  searches: usage.searches,
});

/** A receipt as it stands in structured content. */
export const receiptFields = (receipt: Receipt) => ({
  call_id: receipt.callId,
  provider: receipt.provider,
  model: receipt.model,
  usage: usageFields(receipt.usage),
  cost_usd: receipt.costMicroUsd === undefined ? null : microToUsd(receipt.costMicroUsd),
  latency_ms: Math.round(receipt.latencyMs),
  attempts: receipt.attempts.map((attempt) => ({ ...attempt, ms: Math.round(attempt.ms) })),
  local: receipt.local,
  notes: receipt.notes?.length ? [...receipt.notes] : undefined,
});

const placeShape = { path: z.string().optional(), url: z.string().optional() };

/**
 * An artifact in a result, under the key `artifact` or, as a list, `artifacts`. The server sees it there: it adds `path` or
 * `url`, whichever the caller can use, the thumbnail of a picture or film, the media itself or a link to it, and a line of text
 * that says where it is.
 */
export const artifactShape = z.object({
  uri: z.string(),
  mime_type: z.string(),
  bytes: z.number(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration_s: z.number().optional(),
  thumbnail: z.object({ uri: z.string(), mime_type: z.string(), bytes: z.number(), ...placeShape }).optional(),
  ...placeShape,
});

/** An artifact as it stands in structured content, before the server says where it is. */
export const artifactFields = (artifact: Artifact): z.input<typeof artifactShape> => ({
  uri: artifact.uri,
  mime_type: artifact.mimeType,
  bytes: artifact.bytes,
  width: artifact.width,
  height: artifact.height,
  duration_s: artifact.durationS,
});

export { usageShape };
