import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { VoiceFamily } from './codec.ts';
import { geminiLive } from './gemini-live.ts';
import { azureVoiceLive, openaiLiveTranscription, openaiRealtime } from './openai-realtime.ts';
import { voiceOver } from './voice-over.ts';

/** The address that the operator gave is that of the socket itself. */
const here = { path: '' };

type Protocol = { readonly converse: VoiceFamily; readonly transcribe?: VoiceFamily };

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'openai-realtime': {
    converse: openaiRealtime({ opening: ({ model }) => ({ ...here, query: { model } }) }),
    transcribe: openaiLiveTranscription({ opening: () => ({ ...here, query: { intent: 'transcription' } }) }),
  },
  'azure-voice-live': {
    converse: openaiRealtime({ ...azureVoiceLive, opening: ({ model }) => ({ ...here, query: { model } }) }),
  },
  'gemini-live': { converse: geminiLive({ opening: () => here, model: (model) => model }) },
};

/** A server of the operator's own, in the protocol that the setting `protocol` names. */
export const voiceByProtocol: CapabilityFactory<'voice'> = (endpoint, host) => {
  const name = endpoint.setting('protocol') ?? 'openai-realtime';
  const protocol = Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined;
  if (protocol === undefined) {
    throw new ProviderError('invalid_input', {
      provider: endpoint.provider,
      message: `"${name}" is no protocol of live voice that is known here.`,
      hint: `CUSTOM_REALTIME_PROTOCOL is one of ${Object.keys(PROTOCOLS).join(', ')}.`,
      processed: false,
    });
  }
  const { converse, transcribe } = protocol;
  return voiceOver({
    converse: { family: converse, model: 'default' },
    ...(transcribe !== undefined && { transcribe: { family: transcribe, model: 'default' } }),
  })(endpoint, host);
};
