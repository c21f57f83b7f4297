import { bearer, noAuth } from '../core/auth.ts';
import { CAPABILITY_NAMES } from '../core/capability.ts';
import type { Config } from '../core/config.ts';
import type { Log } from '../core/log.ts';
import type { ProviderDefinition } from '../core/provider.ts';
import { capabilityOfName } from './discover.ts';

/** The providers that exist only in the configuration: any server that speaks a wire we know. */
export function configuredDefinitions(
  config: Config,
  known: readonly ProviderDefinition[],
  wires: Readonly<Record<string, ProviderDefinition['capabilities']>>,
  log: Log,
): readonly ProviderDefinition[] {
  const taken = new Set(known.map((definition) => definition.id));
  return Object.entries(config.providers).flatMap(([id, settings]) => {
    if (taken.has(id) || settings.wire === undefined) return [];
    const capabilities = wires[settings.wire];
    if (capabilities === undefined || settings.baseUrl === undefined) {
      log.warn('A configured provider needs a baseUrl and a wire that exists; it is left out.', { provider: id });
      return [];
    }
    const named = [settings.default, ...(settings.models ?? [])].filter((model) => model !== undefined);
    const definition: ProviderDefinition = {
      id,
      name: id,
      docs: settings.baseUrl,
      status: 'ga',
      checked: '',
      baseUrl: { global: settings.baseUrl },
      auth: settings.env === undefined || settings.env.length === 0 ? noAuth : bearer(...settings.env),
      capabilities,
      defaults: Object.fromEntries(
        CAPABILITY_NAMES.map((name) => [name, named.find((model) => capabilityOfName(model) === name)]),
      ),
    };
    return [definition];
  });
}
