import { defineConfig } from 'vitest/config'

// The continuous integration reads counts from this file; see .ci/run.
const jsonReport = process.env['VITEST_JSON']

export default defineConfig({
  test: {
    reporters: jsonReport ? ['default', ['json', { outputFile: jsonReport }]] : ['default'],
    // Vitest leaves one core idle, which on a machine of two is half of it.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text', 'html', 'json-summary'],
    },
    projects: [
      {
        // Workspace packages resolve to their sources here: no build is needed.
        ssr: { resolve: { conditions: ['@keyfence/source', 'module', 'node', 'development|production'] } },
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts'],
          benchmark: { include: [] },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/fixtures/**', 'test/.work/**', 'test/matrix/**', 'test/browser/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          benchmark: { include: [] },
        },
      },
      {
        // Runs where Debian's chromium is found, and says so where not.
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          benchmark: { include: [] },
        },
      },
      {
        // Too long for `test`: `test:matrix` runs it, with `MATRIX=small` a bounded part of it.
        test: {
          name: 'matrix',
          include: ['test/matrix/**/*.test.ts'],
          maxConcurrency: 2,
          benchmark: { include: [] },
        },
      },
    ],
  },
})
