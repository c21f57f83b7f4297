import type { CapabilityName } from '../core/capability.ts';
import type { VoiceRequest } from '../core/voice.ts';
import type { AnyRequest } from './request.ts';

/** What a route can be planned for: a call that is answered, or a live session that is opened. */
export type Planned = AnyRequest | { readonly capability: 'voice'; readonly request: Omit<VoiceRequest, 'model'> };

const VERBS: Readonly<Partial<Record<CapabilityName, string>>> = {
  voice: 'hold a live voice session',
  image: 'make images',
  video: 'make videos',
  search: 'search the web',
};

/** What a capability is about, to stand after "can" and "cannot". */
export const verbOf = (capability: CapabilityName): string => VERBS[capability] ?? capability;
