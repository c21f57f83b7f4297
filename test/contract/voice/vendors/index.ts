import type { VoiceVendor } from '../vendor.ts';
import { agentVendors } from './agents.ts';
import { openaiVendors } from './openai.ts';
import { openaiRestVendors } from './openai-rest.ts';
import { recogniserVendors } from './recognisers.ts';
import { sonicVendors } from './sonic.ts';

export const vendors: readonly VoiceVendor[] = [
  ...openaiVendors,
  ...openaiRestVendors,
  ...agentVendors,
  ...recogniserVendors,
  ...sonicVendors,
];

export const named = (name: string): VoiceVendor => {
  const vendor = vendors.find((candidate) => candidate.name === name);
  if (vendor === undefined) throw new Error(`There is no ${name}.`);
  return vendor;
};
