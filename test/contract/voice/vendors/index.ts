import type { VoiceVendor } from '../vendor.ts';
import { agentVendors } from './agents.ts';
import { openaiVendors } from './openai.ts';
import { openaiRestVendors } from './openai-rest.ts';
import { recogniserVendors } from './recognisers.ts';

export const vendors: readonly VoiceVendor[] = [
  ...openaiVendors,
  ...openaiRestVendors,
  ...agentVendors,
  ...recogniserVendors,
];
