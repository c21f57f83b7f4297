import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'pika',
  name: 'Pika',
  docs: 'https://pika.art/api',
  status: 'not-launched',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  // Its own page sends developers to fal, which serves it as fal-ai/pika/v2.2/text-to-video.
  baseUrl: {},
  auth: { kind: 'header', header: 'Authorization', prefix: 'Key ', env: ['FAL_KEY'] },
  capabilities: {},
  defaults: {},
  replacedBy: 'fal/fal-ai/pika/v2.2/text-to-video',
});
