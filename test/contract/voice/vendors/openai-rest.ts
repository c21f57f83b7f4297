import azureOpenai from '../../../../src/providers/azure-openai.ts';
import azureVoiceLive from '../../../../src/providers/azure-voice-live.ts';
import cloudflare from '../../../../src/providers/cloudflare-ai-gateway.ts';
import custom from '../../../../src/providers/custom-realtime.ts';
import xai from '../../../../src/providers/xai.ts';
import { json, typeOf, type VoiceVendor } from '../vendor.ts';
import { openaiLike } from './openai.ts';

export const openaiRestVendors: readonly VoiceVendor[] = [
  openaiLike({
    name: 'Azure OpenAI',
    row: azureOpenai,
    model: 'my-deployment',
    url: '/openai/v1/realtime?model=my-deployment',
    key: ['api-key', ''],
  }),
  openaiLike({
    name: 'Azure Voice Live',
    row: azureVoiceLive,
    model: 'gpt-realtime',
    url: '/voice-live/realtime?api-version=2025-10-01&model=gpt-realtime',
    key: ['api-key', ''],
  }),
  openaiLike({
    name: 'Cloudflare AI Gateway',
    row: cloudflare,
    model: 'openai/gpt-realtime-2.1',
    url: '/v1/cloudflare-account-id/cloudflare-gateway-id/openai?model=gpt-realtime-2.1',
    key: ['cf-aig-authorization', 'Bearer '],
  }),
  openaiLike({
    name: 'a server of one’s own',
    row: custom,
    model: 'anything',
    url: '/v1?model=anything',
    key: ['authorization', 'Bearer '],
  }),
  {
    ...openaiLike({
      name: 'xAI',
      row: xai,
      model: 'grok-voice-latest',
      request: { preferredRate: 16_000 },
      rates: { in: 16_000, out: 16_000 },
      url: '/v1/realtime?model=grok-voice-latest',
      key: ['authorization', 'Bearer '],
      handle: {
        messages: [{ type: 'conversation.created', conversation: { id: 'conv-7' } }],
        handle: 'conv-7',
      },
      isResumed: ({ url, received }, handle) =>
        url.includes(`conversation_id=${handle}`) &&
        String(received.find((message) => typeOf(message) === 'session.update')).includes(
          '"resumption":{"enabled":true}',
        ),
    }),
  },
  {
    name: 'xAI transcription',
    row: xai,
    mode: 'transcribe',
    model: 'grok-voice-latest',
    url: '/v1/stt?sample_rate=16000&encoding=pcm&interim_results=true',
    key: ['authorization', 'Bearer '],
    rates: { in: 16_000, out: 24_000 },
    greeting: [{ type: 'transcript.created' }],
    hear: () => {},
    soundOf: (message) => (typeof message === 'string' ? undefined : message),
    isCommit: (message) => typeof message === 'string' && json(message).type === 'audio.done',
    interim: {
      messages: [
        { type: 'transcript.partial', text: 'One,', is_final: true, speech_final: false },
        { type: 'transcript.partial', text: 'two', is_final: false, speech_final: false },
      ],
      text: 'One, two',
    },
    final: {
      messages: [{ type: 'transcript.partial', text: 'One, two.', is_final: true, speech_final: true }],
      text: 'One, two.',
    },
  },
];
