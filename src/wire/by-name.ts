import type { ProviderDefinition } from '../core/provider.ts';
import { anthropicMessages } from './anthropic-messages/anthropic-messages.ts';
import { bedrockClaude } from './anthropic-messages/clouds.ts';
import { bedrockConverse } from './bedrock-converse/bedrock-converse.ts';
import { cohereEmbed } from './cohere-embed.ts';
import { cohereV2 } from './cohere-v2/cohere-v2.ts';
import { gemini } from './gemini/gemini.ts';
import { geminiEmbeddings } from './gemini-embeddings.ts';
import { geminiSpeak } from './gemini-speak.ts';
import { ollama } from './ollama/ollama.ts';
import { ollamaEmbed } from './ollama-embed.ts';
import { openaiAudioSpeak } from './openai-audio-speak.ts';
import { openaiChat } from './openai-chat/openai-chat.ts';
import { openaiEmbeddings } from './openai-embeddings.ts';
import { gptImages } from './openai-images/gpt-image.ts';
import { openaiImages } from './openai-images/openai-images.ts';
import { openaiResponses } from './openai-responses/openai-responses.ts';
import { openaiTranscribe } from './openai-transcribe/openai-transcribe.ts';
import { rerank } from './rerank/rerank.ts';
import { whisperCpp } from './whisper-cpp.ts';

/** What servers of OpenAI's API have beside their way to chat, as far as they have it. */
const openai = {
  embed: openaiEmbeddings(),
  rerank: rerank(),
  transcribe: openaiTranscribe(),
  speak: openaiAudioSpeak(),
};

/** What a provider that exists only in the configuration can do, by the name that its `wire` states. */
export const wires: Readonly<Record<string, ProviderDefinition['capabilities']>> = {
  'openai-chat': { chat: openaiChat(), ...openai, image: openaiImages(gptImages) },
  'anthropic-messages': { chat: anthropicMessages() },
  'openai-responses': { chat: openaiResponses(), ...openai },
  ollama: { chat: ollama(), embed: ollamaEmbed() },
  'bedrock-converse': { chat: bedrockConverse() },
  'bedrock-invoke-claude': { chat: anthropicMessages(bedrockClaude) },
  'cohere-v2': { chat: cohereV2(), embed: cohereEmbed(), rerank: rerank() },
  'whisper-cpp': { transcribe: whisperCpp() },
  gemini: { chat: gemini(), embed: geminiEmbeddings(), speak: geminiSpeak() },
};
