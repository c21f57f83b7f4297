import type { ModelFacts } from '../../core/provider.ts';

// FLUX.2 pro, max and dev; Runware's own catalogue lists hundreds. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'bfl:5@1' },
  { ...image, id: 'bfl:7@1' },
  { ...image, id: 'runware:400@1' },
] as const satisfies readonly ModelFacts[];
