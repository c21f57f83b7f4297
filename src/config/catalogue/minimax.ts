import type { ModelFacts } from '../../core/provider.ts';

// Source: platform.minimax.io, read 2026-11-22.
export default [
  { id: 'speech-2.8-hd', capability: 'speak' },
  { id: 'speech-2.8-turbo', capability: 'speak' },
  { id: 'speech-02-hd', capability: 'speak' },
  { id: 'speech-02-turbo', capability: 'speak' },
  { id: 'MiniMax-H3', capability: 'video' },
  { id: 'MiniMax-H3-Max', capability: 'video' },
  { id: 'MiniMax-Hailuo-2.3', capability: 'video' },
  { id: 'MiniMax-Hailuo-2.3-Fast', capability: 'video' },
  { id: 'MiniMax-Hailuo-02', capability: 'video' },
] as const satisfies readonly ModelFacts[];
