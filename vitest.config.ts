import { defineConfig } from 'vitest/config';

const project = (name: string, timeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeout,
    hookTimeout: timeout,
    setupFiles: ['test/setup.ts'],
  },
});

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    projects: [
      project('unit', 10_000),
      project('contract', 30_000),
      project('e2e', 60_000),
      project('services', 60_000),
    ],
  },
});
