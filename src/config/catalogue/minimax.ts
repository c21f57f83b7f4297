import type { ModelFacts } from '../../core/provider.ts';

// platform.minimax.io, video. Read 2026-11-22.
export default [
  { id: 'MiniMax-H3', capability: 'video' },
  { id: 'MiniMax-H3-Max', capability: 'video' },
  { id: 'MiniMax-Hailuo-2.3', capability: 'video' },
  { id: 'MiniMax-Hailuo-2.3-Fast', capability: 'video' },
  { id: 'MiniMax-Hailuo-02', capability: 'video' },
] as const satisfies readonly ModelFacts[];
