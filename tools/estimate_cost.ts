import { z } from 'zod';
import type { CostCandidate } from '../src/core/app.ts';
import { microToUsd } from '../src/core/money.ts';
import { defineTool, type ToolCall } from '../src/core/tool.ts';
import { callOptions, runOptions } from '../src/core/tool-shapes.ts';
import { loadAudio } from './_audio.ts';
import { invalid, promptShape, readMessages } from './_chat-input.ts';
import { openConversation } from './_chat-run.ts';
import { imageShape, readImageRequest, readVideoRequest, videoShape } from './_media-input.ts';

const ESTIMABLE = [
  'chat',
  'reason',
  'compare',
  'embed',
  'rerank',
  'web_search',
  'transcribe',
  'speak',
  'generate_image',
  'generate_video',
  'parse_document',
] as const;

const chatArguments = z.looseObject({
  ...promptShape,
  files: z.array(z.string()).optional(),
  tools: z.array(z.record(z.string(), z.unknown())).optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  max_tokens: z.int().positive().optional(),
  budget_tokens: z.int().positive().optional(),
  ...callOptions,
});
const compareArguments = z.looseObject({
  prompt: z.string(),
  models: z.array(z.string()),
  system: z.string().optional(),
});
const embedArguments = z.looseObject({ texts: z.array(z.string()), ...callOptions });
const rerankArguments = z.looseObject({ query: z.string(), passages: z.array(z.string()), ...callOptions });
const searchArguments = z.looseObject({ query: z.string(), count: z.int().positive().optional(), ...callOptions });
const transcribeArguments = z.looseObject({ audio: z.string(), prompt: z.string().optional(), ...callOptions });
const speakArguments = z.looseObject({ text: z.string(), speed: z.number().optional(), ...callOptions });
const imageArguments = z.looseObject({ ...imageShape, ...callOptions });
const videoArguments = z.looseObject({ ...videoShape, ...callOptions });

const parseArguments = z.looseObject({ source: z.string(), pages: z.string().optional(), ...callOptions });

export default defineTool({
  name: 'estimate_cost',
  title: 'Estimate cost',
  group: 'catalogue',
  effect: 'read',
  metered: false,
  description: 'Say which models a call would try and what each would cost, without making it.',
  input: z.strictObject({ tool: z.enum(ESTIMABLE), arguments: z.record(z.string(), z.unknown()) }),
  output: z.object({
    candidates: z.array(
      z.object({
        model: z.string(),
        cost_usd: z.object({ low: z.number(), high: z.number() }).nullable(),
        reason: z.string(),
      }),
    ),
    chosen: z.string().optional(),
  }),

  async run({ tool, arguments: given }, call) {
    const { candidates, chosen } = await estimateTool(tool, given, call);
    return { candidates: candidates.map(candidateFields), ...(chosen !== undefined && { chosen }) };
  },

  text({ candidates, chosen }) {
    const lines = candidates.map(({ model, cost_usd, reason }) => {
      const cost = costText(cost_usd);
      return `${model === chosen ? '→ ' : ''}${model}: ${cost} (${reason})`;
    });
    return lines.join('\n');
  },
});

function costText(cost: { readonly low: number; readonly high: number } | null): string {
  if (cost === null) return 'cost unknown';
  return cost.low === cost.high ? `$${cost.low}` : `$${cost.low} to $${cost.high}`;
}

type Estimate = Awaited<ReturnType<ToolCall['app']['estimate']>>;

function estimateTool(tool: (typeof ESTIMABLE)[number], given: unknown, call: ToolCall): Promise<Estimate> {
  if (tool === 'embed') return estimateEmbed(given, call);
  if (tool === 'rerank') return estimateRerank(given, call);
  if (tool === 'web_search') return estimateSearch(given, call);
  if (tool === 'transcribe') return estimateTranscribe(given, call);
  if (tool === 'speak') return estimateSpeak(given, call);
  if (tool === 'generate_image') return estimateImage(given, call);
  if (tool === 'generate_video') return estimateVideo(given, call);
  if (tool === 'parse_document') return estimateParse(given, call);
  return tool === 'compare' ? estimateCompare(given, call) : estimateChat(tool, given, call);
}

/** Every model is asked, so none is chosen. The judge reads what nobody has written yet, and is left out. */
async function estimateCompare(given: unknown, call: ToolCall): Promise<Estimate> {
  const { prompt, system, models } = parsed(compareArguments, given, 'compare');
  const messages = await readMessages({ prompt, system }, call);
  const estimates = await Promise.all(models.map((model) => call.app.estimate('chat', { messages }, { model }, call)));
  return { candidates: estimates.flatMap(({ candidates }) => candidates), chosen: undefined };
}

async function estimateChat(tool: 'chat' | 'reason', given: unknown, call: ToolCall) {
  const input = parsed(chatArguments, given, tool);
  const read = await readMessages(input, call);
  const { messages, options } = await openConversation(read, input.continuation, runOptions(input), call);
  const request = {
    messages,
    schema: input.schema,
    maxTokens: input.max_tokens,
    tools: input.tools?.map((offer) => ({ name: String(offer.name ?? 'tool'), parameters: offer })),
    reasoning: tool === 'reason' ? { budgetTokens: input.budget_tokens } : undefined,
  };
  return call.app.estimate('chat', request, options, call);
}

async function estimateEmbed(given: unknown, call: ToolCall) {
  const input = parsed(embedArguments, given, 'embed');
  return call.app.estimate('embed', { texts: input.texts }, runOptions(input), call);
}

async function estimateRerank(given: unknown, call: ToolCall) {
  const { query, passages, ...options } = parsed(rerankArguments, given, 'rerank');
  return call.app.estimate('rerank', { query, passages }, runOptions(options), call);
}

async function estimateSearch(given: unknown, call: ToolCall) {
  const { query, count = 1, ...options } = parsed(searchArguments, given, 'web_search');
  return call.app.estimate('search', { query, count }, runOptions(options), call);
}

/** The audio is loaded, because its length is the price. */
async function estimateTranscribe(given: unknown, call: ToolCall) {
  const input = parsed(transcribeArguments, given, 'transcribe');
  const audio = await loadAudio(input.audio, call);
  return call.app.estimate('transcribe', { audio, prompt: input.prompt }, runOptions(input), call);
}

async function estimateSpeak(given: unknown, call: ToolCall) {
  const { text, speed, ...options } = parsed(speakArguments, given, 'speak');
  return call.app.estimate('speak', { text, speed }, runOptions(options), call);
}

async function estimateImage(given: unknown, call: ToolCall) {
  const input = parsed(imageArguments, given, 'generate_image');
  return call.app.estimate('image', await readImageRequest(input, call), runOptions(input), call);
}

async function estimateVideo(given: unknown, call: ToolCall) {
  const input = parsed(videoArguments, given, 'generate_video');
  return call.app.estimate('video', await readVideoRequest(input, call), runOptions(input), call);
}

/** The document is loaded, because its pages are the price. Without a model it is read here, for nothing. */
async function estimateParse(given: unknown, call: ToolCall): Promise<Estimate> {
  const { source, pages, ...options } = parsed(parseArguments, given, 'parse_document');
  if (options.model === undefined) {
    return {
      candidates: [{ model: 'local', cost: { low: 0, high: 0 }, reason: 'read on this machine' }],
      chosen: 'local',
    };
  }
  const document = await call.app.sources.load(source, { signal: call.signal, principal: call.principal });
  return call.app.estimate('parse', { document, pages }, runOptions(options), call);
}

function parsed<S extends z.ZodType>(schema: S, given: unknown, tool: string): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`arguments.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, `See the tool ${tool}.`);
}

const candidateFields = ({ model, cost, reason }: CostCandidate) => ({
  model,
  cost_usd: cost === undefined ? null : { low: microToUsd(cost.low), high: microToUsd(cost.high) },
  reason,
});
