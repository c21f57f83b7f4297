import type { ChatCapability, ChatOptions, ChatRequest, ChatResult } from './chat.ts';
import type { EmbedCapability, EmbedRequest, EmbedResult } from './embed.ts';
import type { ImageCapability, ImageRequest } from './image.ts';
import type { ParseCapability, ParseRequest, ParseResult } from './parse.ts';
import type { Filmed, Pictured } from './produced.ts';
import type { RerankCapability, RerankRequest, RerankResult } from './rerank.ts';
import type { SpeakCapability, SpeakTask, Spoken } from './speak.ts';
import type { TranscribeCapability, TranscribeRequest, TranscribeResult } from './transcribe.ts';
import type { Usage } from './usage.ts';
import type { VideoCapability, VideoRequest } from './video.ts';
import type { VoiceCapability } from './voice.ts';
import type { WebSearchCapability, WebSearchRequest, WebSearchResult } from './web-search.ts';

/** What a provider can do. A new capability is one interface file and one line here. */
export type Capabilities = {
  readonly chat: ChatCapability;
  readonly embed: EmbedCapability;
  readonly rerank: RerankCapability;
  readonly transcribe: TranscribeCapability;
  readonly speak: SpeakCapability;
  readonly voice: VoiceCapability;
  readonly image: ImageCapability;
  readonly video: VideoCapability;
  readonly search: WebSearchCapability;
  readonly parse: ParseCapability;
};

export type CapabilityName = keyof Capabilities;
export const CAPABILITY_NAMES = [
  'chat',
  'embed',
  'rerank',
  'transcribe',
  'speak',
  'voice',
  'image',
  'video',
  'search',
  'parse',
] as const satisfies readonly CapabilityName[];

/** What one call asks for and gets back. Sound of any format and length, and text of any length: the pipeline cuts and joins. */
export type CapabilityCalls = {
  readonly chat: { readonly request: ChatRequest; readonly result: ChatResult; readonly options: ChatOptions };
  readonly embed: {
    readonly request: EmbedRequest;
    readonly result: EmbedResult;
    readonly options: { readonly signal: AbortSignal };
  };
  readonly rerank: {
    readonly request: RerankRequest;
    readonly result: RerankResult;
    readonly options: { readonly signal: AbortSignal };
  };
  readonly transcribe: {
    readonly request: TranscribeRequest;
    readonly result: TranscribeResult;
    readonly options: { readonly signal: AbortSignal };
  };
  readonly speak: {
    readonly request: SpeakTask;
    readonly result: Spoken;
    readonly options: { readonly signal: AbortSignal };
  };
  readonly image: {
    readonly request: ImageRequest;
    readonly result: Pictured;
    readonly options: { readonly signal: AbortSignal };
  };
  readonly video: {
    readonly request: VideoRequest;
    readonly result: Filmed;
    readonly options: { readonly signal: AbortSignal };
  };
  readonly search: {
    readonly request: WebSearchRequest;
    readonly result: WebSearchResult;
    readonly options: { readonly signal: AbortSignal };
  };
  readonly parse: {
    readonly request: ParseRequest;
    readonly result: ParseResult;
    readonly options: { readonly signal: AbortSignal };
  };
};

/** A capability that one call answers. A voice session is opened instead, and lives on. */
export type CallableName = keyof CapabilityCalls;

export type CapabilityRequest<C extends CallableName> = Omit<CapabilityCalls[C]['request'], 'model'>;
export type CapabilityResult<C extends CallableName> = CapabilityCalls[C]['result'];

/** The part of every capability result that the pipeline settles. */
export type Metered = { readonly usage: Usage; readonly costMicroUsd?: number; readonly notes?: readonly string[] };
