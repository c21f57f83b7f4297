import type { ModelFacts } from '../../core/provider.ts';

// Source: https://docs.aws.amazon.com/nova/latest/nova2-userguide/sonic-getting-started.html and the guide of the first generation, read 2026-11-22.
export default [
  { id: 'amazon.nova-2-sonic-v1:0', capability: 'voice', tools: true },
  { id: 'amazon.nova-sonic-v1:0', capability: 'voice', tools: true },
] as const satisfies readonly ModelFacts[];
