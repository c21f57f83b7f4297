import { existsSync } from 'node:fs';
import type { ChatCapability, ChatEvent } from '../../core/chat.ts';
import type { EmbedCapability } from '../../core/embed.ts';
import { ProviderError } from '../../core/errors.ts';
import type { EngineHost } from '../../core/provider.ts';
import { workerUrl } from '../../core/worker.ts';
import { collectChat } from '../../wire/collect-chat.ts';
import { type ModelProcess, modelProcess } from '../process/model-process.ts';
import { engineEntry, hasEngine, LLAMA_SETUP } from './engine-folder.ts';
import type { FoundModel } from './find-models.ts';
import { llamaRequest } from './history.ts';
import { demandModel } from './models.ts';
import type { LlamaDelta, LlamaQuestion, LlamaResult } from './question.ts';

const PROVIDER = 'gguf-file';
/** ms. Loading some gigabytes again takes longer than most pauses in a conversation. */
const IDLE_MS = 300_000;
/** ms. A cancelled answer ends between two tokens; a long prompt is not waited for. */
const GRACE_MS = 400;
const MOST_WAITING = 8;
const MOST_TEXTS = 64;

type LlamaProcess = ModelProcess<LlamaQuestion, LlamaResult, LlamaDelta>;

/** One process for a data folder: two models in memory at once would often be one too many. */
const processes = new Map<string, LlamaProcess>();

function processOf({ dataFolder }: EngineHost): LlamaProcess {
  const known = processes.get(dataFolder);
  if (known !== undefined) return known;
  const created: LlamaProcess = modelProcess({
    entry: workerUrl('llama-child', import.meta.url),
    provider: PROVIDER,
    what: 'language model',
    idleMs: IDLE_MS,
    graceMs: GRACE_MS,
    mostWaiting: MOST_WAITING,
  });
  processes.set(dataFolder, created);
  return created;
}

/** Looking through every cache takes longer than looking whether a file is still there. */
const known = new Map<string, FoundModel>();

async function modelOf(name: string, host: EngineHost): Promise<FoundModel> {
  const key = JSON.stringify([host.dataFolder, name]);
  const last = known.get(key);
  if (last !== undefined && existsSync(last.path)) return last;
  const found = await demandModel(name, host, PROVIDER);
  known.set(key, found);
  return found;
}

/** Where the library and the model lie. Throws `not_configured` with the command that installs what is missing. */
async function located(name: string, host: EngineHost) {
  if (!hasEngine(host.dataFolder)) {
    throw new ProviderError('not_configured', {
      provider: PROVIDER,
      message: 'What runs a GGUF model in this server is not installed.',
      hint: `Run: ${LLAMA_SETUP}`,
      processed: false,
    });
  }
  const model = await modelOf(name, host);
  return { library: engineEntry(host.dataFolder), model };
}

/** Chat with a GGUF model in a process of its own, loaded by the first call. */
export const llamaChat = (host: EngineHost): ChatCapability => ({
  async chat(request, { signal, onEvent }) {
    const { library, model } = await located(request.model, host);
    if (model.facts.embeds) {
      throw new ProviderError('unsupported', {
        provider: PROVIDER,
        message: `${model.name} makes vectors, no text.`,
        processed: false,
      });
    }
    const { notes, ...asked } = llamaRequest(request, PROVIDER);
    const events: ChatEvent[] = [];
    const result = await processOf(host).ask(
      {
        kind: 'chat',
        library,
        model: model.path,
        ...asked,
        ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
        ...(request.maxTokens === undefined ? {} : { maxTokens: request.maxTokens }),
      },
      {
        signal,
        onDelta(event) {
          events.push(event);
          onEvent?.(event);
        },
      },
    );
    const said = result.kind === 'chat' ? result.notes : [];
    return { ...(await collectChat(events, { provider: PROVIDER, notes: [...notes, ...said] })), model: model.name };
  },
});

/** Vectors by a GGUF model that was made for them. */
export const llamaEmbed = (host: EngineHost): EmbedCapability => ({
  maxBatch: MOST_TEXTS,
  async embed({ model: name, texts }, { signal }) {
    const { library, model } = await located(name, host);
    if (!model.facts.embeds) {
      throw new ProviderError('unsupported', {
        provider: PROVIDER,
        message: `${model.name} was made to write, not to embed.`,
        hint: 'Get a model for embedding, such as nomic-embed-text or embeddinggemma.',
        processed: false,
      });
    }
    const result = await processOf(host).ask({ kind: 'embed', library, model: model.path, texts }, { signal });
    if (result.kind !== 'embed') throw new ProviderError('bad_response', { provider: PROVIDER });
    return { vectors: result.vectors, usage: { input: result.tokens } };
  },
});
