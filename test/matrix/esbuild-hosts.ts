import type { ProjectFiles } from '../e2e/project.ts'

/** A tool that runs esbuild by itself and takes plugins for it. */
export interface Host {
  /** The package whose version the table shows. */
  readonly name: string
  readonly packages: readonly string[]
  /** `LEAK` stands where the key goes. */
  readonly files: ProjectFiles
  /** File that lists the plugins, with and without keyfence. */
  readonly plugins: { readonly path: string; readonly without: string; readonly with: string }
  /** Arguments of `node`. */
  readonly command: readonly string[]
  /** `path:line` of the leak. */
  readonly at: string
}

const tsupConfig = (plugins: string) => `import { keyfence } from '@keyfence/esbuild-plugin'
import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'iife'],
  platform: 'browser',
  minify: true,
  sourcemap: true,
  esbuildPlugins: [${plugins}],
})
`

const angularBuild = {
  builder: '@angular-builders/custom-esbuild:application',
  options: {
    outputPath: 'dist',
    index: 'src/index.html',
    browser: 'src/main.ts',
    tsConfig: 'tsconfig.json',
    plugins: ['./plugins.mjs'],
    outputHashing: 'all',
  },
}

/** Each in the newest version that runs on every Node that we support. */
export const hosts: readonly Host[] = [
  {
    name: 'tsup',
    packages: ['tsup@8', 'typescript@5'],
    files: {
      'src/index.ts': `export const lazy = () => import('./lazy')\nexport const note: string = 'LEAK'\n`,
      'src/lazy.ts': `export const one = 1\n`,
    },
    plugins: { path: 'tsup.config.mjs', without: tsupConfig(''), with: tsupConfig('keyfence()') },
    command: ['node_modules/tsup/dist/cli-default.js'],
    at: 'src/index.ts:2',
  },
  {
    name: '@angular-builders/custom-esbuild',
    packages: [
      '@angular-builders/custom-esbuild@21',
      ...['build', 'cli', 'compiler', 'compiler-cli', 'core', 'common', 'platform-browser'].map(
        (name) => `@angular/${name}@21`,
      ),
      ...['rxjs@7', 'tslib@2', 'typescript@~5.9'],
    ],
    files: {
      'angular.json': JSON.stringify({
        version: 1,
        projects: {
          app: { projectType: 'application', root: '', sourceRoot: 'src', architect: { build: angularBuild } },
        },
        cli: { analytics: false, cache: { enabled: false } },
      }),
      'tsconfig.json': `{ "compilerOptions": { "strict": true, "target": "ES2022", "module": "preserve", "skipLibCheck": true, "types": [] }, "files": ["src/main.ts"] }\n`,
      'src/index.html': `<!doctype html><html><head><base href="/" /></head><body><app-root></app-root></body></html>\n`,
      'src/main.ts': `import { bootstrapApplication } from '@angular/platform-browser'\nimport { App } from './app'\n\nvoid bootstrapApplication(App)\n`,
      'src/app.ts': `import { Component } from '@angular/core'\n\n@Component({ selector: 'app-root', template: '<h1>{{ note }}</h1>' })\nexport class App {\n  note = 'LEAK'\n}\n`,
    },
    plugins: {
      path: 'plugins.mjs',
      without: 'export default []\n',
      with: `import { keyfence } from '@keyfence/esbuild-plugin'\n\nexport default [keyfence()]\n`,
    },
    command: ['node_modules/@angular/cli/bin/ng.js', 'build'],
    at: 'src/app.ts:5',
  },
]
