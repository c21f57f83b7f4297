import { ProviderError } from '../../core/errors.ts';
import type { VoiceRequest } from '../../core/voice.ts';
import { count, filled, type Json, record } from '../read.ts';
import type { VoiceFamily } from './codec.ts';

const SECONDS = 600;

export type ClientSecretOptions = {
  /** The address a device connects to. */
  readonly url?: (request: VoiceRequest) => string;
  /** xAI's takes no anchor and no session. */
  readonly isBare?: boolean;
};

/** A short-lived key for a device, by OpenAI's `client_secrets`. Lives ten minutes. */
export const clientSecret =
  (
    session: (request: VoiceRequest) => Json,
    { url = () => 'wss://api.openai.com/v1/realtime', isBare = false }: ClientSecretOptions = {},
  ): NonNullable<VoiceFamily['token']> =>
  async (request, { endpoint, signal }) => {
    const body = isBare
      ? { expires_after: { seconds: SECONDS } }
      : { expires_after: { anchor: 'created_at', seconds: SECONDS }, session: session(request) };
    const answer = record(await (await endpoint.send('/realtime/client_secrets', body, { signal })).json());
    const token = filled(answer?.value);
    if (token === undefined) {
      throw new ProviderError('bad_response', {
        provider: endpoint.provider,
        message: `${endpoint.provider} sent no short-lived key.`,
      });
    }
    const seconds = count(answer?.expires_at);
    return { token, url: url(request), ...(seconds !== undefined && { expiresAt: seconds * 1000 }) };
  };
