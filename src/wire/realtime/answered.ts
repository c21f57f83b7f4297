import type { Answer, Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { count, filled, record } from '../read.ts';

/** The answer of a provider that was asked for a short-lived key or an address. */
export async function answered({ provider }: Pick<Endpoint, 'provider'>, sent: Promise<Answer>) {
  const body = record(await (await sent).json()) ?? {};
  return {
    body,
    /** A field that has to be there. Throws `bad_response`. */
    text: (field: string): string => {
      const value = filled(body[field]);
      if (value !== undefined) return value;
      throw new ProviderError('bad_response', { provider, message: `${provider} sent no ${field}.` });
    },
    /** When it ends, in ms of the wall clock, from the seconds that a field or the request said. */
    expiresIn: (field: string, asked: number): { readonly expiresAt: number } => ({
      expiresAt: Date.now() + (count(body[field]) ?? asked) * 1000,
    }),
  };
}
