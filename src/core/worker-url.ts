/**
 * Where a worker's entry stands: beside its source while the sources run, beside the chunk that starts it in a bundle
 * (one flat folder). `base` is the caller's `import.meta.url`.
 */
export const workerUrl = (name: string, base: string): URL =>
  new URL(base.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, base);
