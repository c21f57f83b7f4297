import type { ModelFacts } from '../../core/provider.ts';

// docs.byteplus.com, ModelArk. Read 2026-11-22.
export default [
  { id: 'dreamina-seedance-2-5-260628', capability: 'video' },
  { id: 'dreamina-seedance-2-0-260128', capability: 'video' },
  { id: 'dreamina-seedance-2-0-fast-260128', capability: 'video' },
  { id: 'dreamina-seedance-2-0-mini-260615', capability: 'video' },
  { id: 'seedance-1-0-pro-250528', capability: 'video' },
  { id: 'seedance-1-5-pro-251215', capability: 'video', replacedBy: 'dreamina-seedance-2-0-mini-260615' },
  {
    id: 'seedance-1-0-lite-t2v-250428',
    capability: 'video',
    shutdown: '2026-05-13',
    replacedBy: 'dreamina-seedance-2-0-260128',
  },
  {
    id: 'seedance-1-0-lite-i2v-250428',
    capability: 'video',
    shutdown: '2026-05-13',
    replacedBy: 'dreamina-seedance-2-0-260128',
  },
] as const satisfies readonly ModelFacts[];
