import { execFile } from 'node:child_process';
import type { Answer, Endpoint, SendOptions } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import { isLoopbackUrl } from './loopback.ts';

export type ToldAddress = {
  /** The program that knows. */
  readonly program: () => string | undefined;
  /** What it may be asked, one after the other: programs rename their commands. */
  readonly questions: readonly (readonly string[])[];
  /** What stands between the address and the wire's paths. */
  readonly path: string;
};

/** ms. Asking takes about a second. */
const PATIENCE_MS = 4000;

/**
 * The endpoint of a server on this machine whose port changes with each start: its own program tells where it listens. The
 * address is kept until nobody answers there.
 */
export function toldEndpoint(provider: string, told: ToldAddress, endpointAt: (baseUrl: string) => Endpoint): Endpoint {
  let known: Promise<Endpoint> | undefined;

  async function look(): Promise<Endpoint> {
    const program = told.program();
    for (const question of program === undefined ? [] : told.questions) {
      const origin = loopbackOrigin(await said(program ?? '', question));
      if (origin !== undefined) return endpointAt(`${origin}${told.path}`);
    }
    throw new ProviderError('unavailable', { provider, message: `${provider} is not running.`, processed: false });
  }

  async function at<T>(use: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    known ??= look();
    const mine = known;
    try {
      return await use(await mine);
    } catch (thrown) {
      const isGone = thrown instanceof ProviderError && (thrown.code === 'network' || thrown.code === 'unavailable');
      if (isGone && known === mine) known = undefined;
      throw thrown;
    }
  }

  return {
    provider,
    setting: () => undefined,
    send: (path: string, body: unknown, options: SendOptions): Promise<Answer> =>
      at((endpoint) => endpoint.send(path, body, options)),
    connect: (path, options) => at((endpoint) => endpoint.connect(path, options)),
  };
}

/** What a program prints, on either stream; nothing when it fails. */
const said = (program: string, question: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(program, question, { timeout: PATIENCE_MS, windowsHide: true }, (_error, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });

/** The first address of this machine in a text. Any other is not believed. */
function loopbackOrigin(text: string): string | undefined {
  const urls = text.match(/https?:\/\/[^\s"'<>]+/g) ?? [];
  const url = urls.find(isLoopbackUrl);
  return url === undefined ? undefined : new URL(url).origin;
}
