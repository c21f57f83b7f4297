import type { Config } from '../core/config.ts';

/** Packages open sockets of their own; in a process that keeps to its machine they must not. Loads nothing under other policies. */
export async function confine({ policy, http }: Pick<Config, 'policy' | 'http'>): Promise<void> {
  if (policy !== 'private' && policy !== 'offline') return;
  const { confineProcess } = await import('../http/confine.ts');
  confineProcess(policy, http.oauthIssuer === undefined ? [] : [new URL(http.oauthIssuer).hostname]);
}
