import type { CallableName, CapabilityRequest } from '../core/capability.ts';
import type { Message } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';
import { readPageRanges } from '../core/page-ranges.ts';
import { speakableText } from './speakable-text.ts';

/** Joined in memory: an hour of uncompressed sound is about 170 MB. */
const MOST_TEXT = 50_000;
const LONGEST_QUERY = 2000;
/** A host name, or an address on it. */
const DOMAIN = /^(https?:\/\/)?(\*\.)?([\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]{2,63}(?:[/:?#]\S*)?$/iu;
const MOST_PROMPT = 10_000;
const MOST_PICTURES = 16;
const LONGEST_FILM_S = 600;
const SLOWEST = 0.25;
const FASTEST = 4;
const LANGUAGE = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}$/;

/** A request with the capability it is for, so that one `if` narrows both. */
export type AnyRequest = {
  readonly [C in CallableName]: { readonly capability: C; readonly request: CapabilityRequest<C> };
}[CallableName];

/** Pairs a capability with its request. */
export function asAnyRequest<C extends CallableName>(capability: C, request: CapabilityRequest<C>): AnyRequest {
  // TypeScript cannot see that a generic pair is one member of the union of pairs.
  return { capability, request } as AnyRequest;
}

/** The request with what the pipeline finds out by itself: the length of audio, a text without what nobody can say. */
export async function prepareRequest(any: AnyRequest): Promise<AnyRequest> {
  if (any.capability === 'speak') {
    return { ...any, request: { ...any.request, text: speakableText(any.request.text) } };
  }
  if (any.capability !== 'transcribe' || any.request.audio.bytes.byteLength === 0) return any;
  const { audioLength } = await import('../audio/probe.ts');
  return { ...any, request: { ...any.request, durationS: await audioLength(any.request.audio) } };
}

/** Throws `invalid_input` for what no provider could answer, before anything is planned or paid. */
export function validateRequest(any: AnyRequest): void {
  if (any.capability === 'embed') validateTexts(any.request.texts);
  else if (any.capability === 'rerank') validateRerank(any.request);
  else if (any.capability === 'search') validateSearch(any.request);
  else if (any.capability === 'transcribe') validateAudio(any.request);
  else if (any.capability === 'speak') validateSpeech(any.request);
  else if (any.capability === 'image') validateImage(any.request);
  else if (any.capability === 'video') validateVideo(any.request);
  else if (any.capability === 'parse') validateDocument(any.request);
  else validateChat(any.request);
}

function validateChat({ messages, maxTokens, temperature }: CapabilityRequest<'chat'>): void {
  if (messages.every((message) => message.role === 'system')) throw invalid('There is no message to answer.');
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens > 0)) {
    throw invalid('max_tokens must be a whole number above 0.');
  }
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 2)) {
    throw invalid('temperature must lie between 0 and 2.');
  }
  validateToolResults(messages);
}

function validateTexts(texts: readonly string[]): void {
  if (texts.length === 0) throw invalid('There is no text to embed.');
  const empty = texts.findIndex((text) => text.trim() === '');
  if (empty !== -1) throw invalid(`texts[${empty}] is empty.`, 'Leave empty texts out.');
}

function validateRerank({ query, passages, top }: CapabilityRequest<'rerank'>): void {
  if (query.trim() === '') throw invalid('There is no query to rank by.');
  if (passages.length === 0) throw invalid('There is no passage to rank.');
  const empty = passages.findIndex((passage) => passage.trim() === '');
  if (empty !== -1) throw invalid(`passages[${empty}] is empty.`, 'Leave empty passages out.');
  if (top !== undefined && !(Number.isInteger(top) && top > 0)) throw invalid('top must be a whole number above 0.');
}

function validateSearch({ query, count, recencyDays, domains = [] }: CapabilityRequest<'search'>): void {
  if (query.trim() === '') throw invalid('There is nothing to search for.');
  if (query.length > LONGEST_QUERY)
    throw invalid(`query is longer than ${LONGEST_QUERY} characters.`, 'Search for fewer words.');
  if (!(Number.isInteger(count) && count > 0)) throw invalid('count must be a whole number above 0.');
  if (recencyDays !== undefined && !(Number.isInteger(recencyDays) && recencyDays > 0)) {
    throw invalid('recency_days must be a whole number above 0.');
  }
  const wrong = domains.find((domain) => !DOMAIN.test(domain.trim()));
  if (wrong !== undefined) throw invalid(`"${wrong.slice(0, 60)}" is no domain.`, 'Give names such as example.org.');
}

function validateAudio({ audio, language, prompt = '' }: CapabilityRequest<'transcribe'>): void {
  if (audio.bytes.byteLength === 0) throw invalid('The audio is empty (0 bytes).');
  if (prompt.length > MOST_PROMPT)
    throw invalid(`prompt is longer than ${MOST_PROMPT} characters.`, 'Name a few words.');
  validateLanguage(language);
}

function validateSpeech({ text, speed, language }: CapabilityRequest<'speak'>): void {
  if (text === '') throw invalid('There is no text to speak.');
  if (text.length > MOST_TEXT) {
    throw invalid(
      `text has ${text.length} characters, the limit is ${MOST_TEXT}: an hour of speech.`,
      'Speak it in parts.',
    );
  }
  if (speed !== undefined && !(speed >= SLOWEST && speed <= FASTEST)) {
    throw invalid(`speed must lie between ${SLOWEST} and ${FASTEST}; 1 is the voice's own pace.`);
  }
  validateLanguage(language);
}

function validateImage({ prompt, count = 1, image, mask }: CapabilityRequest<'image'>): void {
  if (prompt.trim() === '') throw invalid('There is no prompt to draw.');
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_PICTURES)) {
    throw invalid(`count must be a whole number from 1 to ${MOST_PICTURES}.`);
  }
  if (mask !== undefined && image === undefined) {
    throw invalid('A mask says where `image` may change, and there is none.', 'Give the picture as `image`.');
  }
}

function validateVideo({ prompt, durationS }: CapabilityRequest<'video'>): void {
  if (prompt.trim() === '') throw invalid('There is no prompt to film.');
  if (durationS !== undefined && !(durationS > 0 && durationS <= LONGEST_FILM_S)) {
    throw invalid(`duration_s must lie above 0 and be at most ${LONGEST_FILM_S}.`);
  }
}

function validateDocument({ document, pages }: CapabilityRequest<'parse'>): void {
  if (document.bytes.byteLength === 0) throw invalid('The document is empty (0 bytes).');
  if (pages !== undefined) readPageRanges(pages);
}

function validateLanguage(language: string | undefined): void {
  if (language === undefined || LANGUAGE.test(language)) return;
  throw invalid(`"${language.slice(0, 40)}" is no language code.`, 'Give ISO 639-1 or BCP 47, such as en or pt-BR.');
}

/** A tool result that answers no call is refused by every provider, each with words of its own. */
function validateToolResults(messages: readonly Message[]): void {
  const asked = new Set<string>();
  for (const message of messages) {
    if (message.role === 'assistant') for (const call of message.toolCalls ?? []) asked.add(call.id);
    if (message.role === 'tool' && !asked.has(message.toolCallId)) {
      throw invalid(
        `tool_call_id "${message.toolCallId}" answers no tool call of an earlier assistant message.`,
        'Send the assistant message with its tool_calls, or give the `continuation` of that answer.',
      );
    }
  }
}

const invalid = (message: string, hint?: string): ProviderError =>
  new ProviderError('invalid_input', { message, hint });
