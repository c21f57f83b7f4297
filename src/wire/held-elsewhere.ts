import type { CapabilityFactory } from '../core/provider.ts';

/** Chat of a row whose models other servers of this machine may hold: whoever holds the model is asked in its own wire. */
export const heldElsewhere =
  (own: CapabilityFactory<'chat'>): CapabilityFactory<'chat'> =>
  (endpoint, host) => {
    const chat = own(endpoint, host);
    return {
      async chat(request, options) {
        const holder = await host.holderOf?.(request.model);
        return (holder ?? chat).chat(request, options);
      },
    };
  };
