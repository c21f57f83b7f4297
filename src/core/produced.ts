import type { Media } from './content.ts';

/**
 * A picture or film as a provider hands it over: its bytes, or an address that has to be fetched at once, since such
 * addresses die within minutes. `withKey` means that the provider's own server wants the key again.
 */
export type Produced =
  | { readonly kind: 'media'; readonly media: Media }
  | { readonly kind: 'link'; readonly url: string; readonly mimeType?: string; readonly withKey?: boolean };
