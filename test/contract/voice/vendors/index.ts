import type { VoiceVendor } from '../vendor.ts';
import { openaiVendors } from './openai.ts';

export const vendors: readonly VoiceVendor[] = [...openaiVendors];
