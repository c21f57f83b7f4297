import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { VOICE_MODES, type VoiceMode, type VoiceRequest } from '../../core/voice.ts';
import type { VoiceFamily } from './codec.ts';
import { openVoice } from './connection.ts';

/** How a provider serves one mode, and the model it takes where the caller named none. */
export type VoiceOffer = {
  readonly family: VoiceFamily | ((model: string) => VoiceFamily);
  readonly model: string;
};

/**
 * Live voice over one protocol for each mode. A row has one default model; where that is the other mode's, it stands for
 * this mode's own. Throws `unsupported` for a mode that the provider does not offer.
 */
export const voiceOver =
  (offers: { readonly [Mode in VoiceMode]?: VoiceOffer }): CapabilityFactory<'voice'> =>
  (endpoint, host) => {
    const { provider } = endpoint;
    const modes = VOICE_MODES.filter((mode) => offers[mode] !== undefined);
    const familyOf = ({ family, model }: VoiceOffer, asked = model): VoiceFamily =>
      typeof family === 'function' ? family(asked) : family;

    const chosen = (request: VoiceRequest) => {
      const offer = offers[request.mode];
      if (offer === undefined) {
        throw new ProviderError('unsupported', {
          provider,
          message:
            request.mode === 'converse'
              ? `${provider} writes down live speech, but does not answer it.`
              : `${provider} converses, but has no live transcription.`,
          hint: `Use mode "${modes[0]}", or another provider.`,
          processed: false,
        });
      }
      const isOthers = modes.some((mode) => mode !== request.mode && offers[mode]?.model === request.model);
      const model = isOthers ? offer.model : request.model;
      return { family: familyOf(offer, model), asked: { ...request, model } };
    };
    const of = (mode: VoiceMode): VoiceFamily | undefined => {
      const offer = offers[mode];
      return offer === undefined ? undefined : familyOf(offer);
    };
    const hasTokens = modes.some((mode) => of(mode)?.token !== undefined);

    return {
      modes,
      recovery: (mode) => of(mode)?.recovery ?? 'reopen',
      isPaced: (mode) => of(mode)?.isPaced ?? false,
      connect: async (request, options) => {
        const { family, asked } = chosen(request);
        const { signal, resume, history } = options;
        return openVoice(family, asked, options, { endpoint, signal, resume, history }, host);
      },
      ...(hasTokens && {
        token: async (request: VoiceRequest, { signal }: { readonly signal: AbortSignal }) => {
          const { family, asked } = chosen(request);
          if (family.token !== undefined) return family.token(asked, { endpoint, signal });
          throw new ProviderError('unsupported', {
            provider,
            message: `${provider} gives out no short-lived keys for this mode.`,
            processed: false,
          });
        },
      }),
    };
  };
