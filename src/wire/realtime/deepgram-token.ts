import { answered } from './answered.ts';
import type { VoiceFamily } from './codec.ts';

const SECONDS = 600;

/** A short-lived JWT, to be sent as a bearer token. */
export const grantedToken =
  (url: string): NonNullable<VoiceFamily['token']> =>
  async (_request, { endpoint, signal }) => {
    const answer = await answered(endpoint, endpoint.send('/v1/auth/grant', { ttl_seconds: SECONDS }, { signal }));
    return { token: answer.text('access_token'), url, ...answer.expiresIn('expires_in', SECONDS) };
  };
