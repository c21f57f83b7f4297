import type { ChatCapability, ChatOptions, ChatRequest, ChatResult } from './chat.ts';
import type { EmbedCapability, EmbedRequest, EmbedResult } from './embed.ts';
import type { Usage } from './usage.ts';

/** What a provider can do. A new capability is one interface file and one line here. */
export type Capabilities = {
  readonly chat: ChatCapability;
  readonly embed: EmbedCapability;
};

export type CapabilityName = keyof Capabilities;
export const CAPABILITY_NAMES = ['chat', 'embed'] as const satisfies readonly CapabilityName[];

export type CapabilityCalls = {
  readonly chat: { readonly request: ChatRequest; readonly result: ChatResult; readonly options: ChatOptions };
  readonly embed: {
    readonly request: EmbedRequest;
    readonly result: EmbedResult;
    readonly options: { readonly signal: AbortSignal };
  };
};

export type CapabilityRequest<C extends CapabilityName> = Omit<CapabilityCalls[C]['request'], 'model'>;
export type CapabilityResult<C extends CapabilityName> = CapabilityCalls[C]['result'];

/** The part of every capability result that the pipeline settles. */
export type Metered = { readonly usage: Usage; readonly costMicroUsd?: number; readonly notes?: readonly string[] };
