import { readFile } from 'node:fs/promises';
import { ProviderError } from '../core/errors.ts';
import type { Transport } from './transport.ts';

/**
 * Reads a PEM file of certificates to trust, once, for a provider whose certificate no public authority has signed.
 * Throws `not_configured` when the file cannot be read or holds none.
 */
export function privateCa(
  file: string,
  provider: { readonly id: string; readonly name: string },
): () => Promise<string> {
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
  return () => {
    bundle ??= read();
    bundle.catch(() => {
      bundle = undefined;
    });
    return bundle;
  };
}

/** A transport that also trusts those certificates. */
export const withPrivateCa =
  (transport: Transport, readCa: () => Promise<string>): Transport =>
  async (request) =>
    transport({ ...request, ca: await readCa() });
