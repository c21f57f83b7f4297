import type { Principal } from './tool.ts';

export type UpdateListener = (uri: string, principal: Principal) => void;

/** News of resources whose contents changed, for whoever serves clients that want to hear of it. */
export type ResourceUpdates = {
  /** The resource of this principal says something else than before. */
  announce: UpdateListener;
  /** Returns how to stop listening. */
  listen(listener: UpdateListener): () => void;
};

export function createResourceUpdates(): ResourceUpdates {
  const listeners = new Set<UpdateListener>();
  return {
    announce(uri, principal) {
      for (const listener of listeners) listener(uri, principal);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
