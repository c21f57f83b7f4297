import { readFile } from 'node:fs/promises';
import { ProviderError } from '../core/errors.ts';
import type { Transport } from './transport.ts';

/**
 * A transport that also trusts the certificates in a PEM file, for a provider whose certificate no public authority has
 * signed. Throws `not_configured` when the file cannot be read or holds none.
 */
export function withPrivateCa(
  transport: Transport,
  file: string,
  provider: { readonly id: string; readonly name: string },
): Transport {
  let bundle: Promise<string> | undefined;
  const read = async (): Promise<string> => {
    const pem = await readFile(file, 'utf8').catch(() => '');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
    throw new ProviderError('not_configured', {
      provider: provider.id,
      message: `The CA bundle of ${provider.name} cannot be read or holds no certificate.`,
      hint: `Look at ${file}; it must be a PEM file.`,
      processed: false,
    });
  };
  return async (request) => {
    bundle ??= read();
    const ca = await bundle.catch((thrown: unknown) => {
      bundle = undefined;
      throw thrown;
    });
    return transport({ ...request, ca });
  };
}
