import type { Cooccurrence } from '../../core/graph.ts';
import type { Passage } from './phrases.ts';

/** What the graph's worker is asked. */
export type GraphJob =
  | { readonly kind: 'phrases'; readonly passages: readonly Passage[] }
  | { readonly kind: 'communities'; readonly graph: Cooccurrence };
