/** A small project of one framework, with one place where a leak is put. */
export interface FrameworkApp {
  /** Name of the row. */
  readonly name: string
  /** Name in the first sentence of the scan. */
  readonly recognisedAs: string
  /** Whose version is shown, then what else is installed. */
  readonly packages: readonly string[]
  /** Arguments of the build, called with npx. */
  readonly build: readonly string[]
  /** Path → text. `LEAK` stands for an expression. */
  readonly files: Readonly<Record<string, string>>
  /** Variable of `.env` that the leaking build reads. */
  readonly variable: string
  /** What stands for `LEAK` then. */
  readonly expression: string
  /** What is said of the finding in the script. */
  readonly cause: 'public-prefix' | 'define' | 'literal' | 'html' | 'unknown'
  /** File that the map leads to; null where the build makes no map. */
  readonly origin: string | null
  /** Set where a script of the package puts its binary in place. */
  readonly needsScripts?: true
}

const key = 'OPENAI_API_KEY'
const page = '<!doctype html><html lang="en"><head><title>Chat</title></head><body><p id="root"></p>'

/** Not in `files`, so that the page of each framework stays short: a button that would call the service. */
const component = `export function Chat() {
  const key = LEAK
  return <button onClick={() => fetch('/chat', { headers: { authorization: key } })}>Send</button>
}
`

const next = {
  'package.json': manifest({ build: 'next build' }),
  'next.config.mjs': `import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
const root = dirname(fileURLToPath(import.meta.url))
export default { productionBrowserSourceMaps: true, turbopack: { root }, outputFileTracingRoot: root }
`,
  'app/layout.jsx': `export default ({ children }) => <html lang="en"><body>{children}</body></html>\n`,
  'app/page.jsx': `import { Chat } from './chat'\nexport default () => <Chat />\n`,
  'app/chat.jsx': `'use client'\n${component}`,
}

/** The cheapest stands first: it is the one that runs everywhere. */
export const frameworkApps: readonly FrameworkApp[] = [
  {
    name: 'Rsbuild',
    recognisedAs: 'Rsbuild',
    packages: ['@rsbuild/core'],
    build: ['rsbuild', 'build'],
    files: {
      'package.json': manifest({ build: 'rsbuild build' }),
      'rsbuild.config.ts': `import { defineConfig } from '@rsbuild/core'
export default defineConfig({ output: { sourceMap: true, distPath: { root: 'www' } } })
`,
      'src/index.js': `import { send } from './chat'\nsend('hello')\n`,
      'src/chat.js': plainChat(),
    },
    variable: `PUBLIC_${key}`,
    expression: `process.env.PUBLIC_${key}`,
    cause: 'public-prefix',
    origin: 'src/chat.js',
  },
  {
    name: 'webpack',
    recognisedAs: 'webpack',
    packages: ['webpack', 'webpack-cli'],
    build: ['webpack', '--mode', 'production'],
    files: {
      'package.json': manifest({ build: 'webpack --mode production' }),
      'webpack.config.js': `import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import webpack from 'webpack'
const env = Object.fromEntries(readFileSync('.env', 'utf8').split('\\n').filter(Boolean).map((line) => line.split('=')))
export default {
  devtool: 'source-map',
  output: { path: resolve(import.meta.dirname, 'public/assets') },
  plugins: [new webpack.EnvironmentPlugin(env)],
}
`,
      'src/index.js': `import { send } from './chat.js'\nsend('hello')\n`,
      'src/chat.js': plainChat(),
    },
    variable: key,
    expression: `process.env.${key}`,
    cause: 'define',
    origin: 'src/chat.js',
  },
  {
    name: 'Parcel',
    recognisedAs: 'Parcel',
    packages: ['parcel'],
    build: ['parcel', 'build', 'index.html'],
    files: {
      'package.json': manifest({ build: 'parcel build index.html' }),
      'index.html': `${page}<script type="module" src="src/index.js"></script></body></html>\n`,
      'src/index.js': `import { send } from './chat.js'\nsend('hello')\n`,
      'src/chat.js': plainChat(),
    },
    variable: key,
    expression: `process.env.${key}`,
    cause: 'define',
    origin: 'src/chat.js',
  },
  {
    name: 'Bun',
    recognisedAs: 'Bun',
    packages: ['bun'],
    needsScripts: true,
    build: ['bun', 'build', 'src/index.js', '--outdir', 'www', '--sourcemap=linked', '--env=inline', '--minify'],
    files: {
      'package.json': manifest({
        build: 'bun build src/index.js --outdir www --sourcemap=linked --env=inline --minify',
      }),
      'src/index.js': `import { send } from './chat.js'\nsend('hello')\n`,
      'src/chat.js': plainChat(),
    },
    variable: key,
    expression: `process.env.${key}`,
    cause: 'define',
    origin: 'src/chat.js',
  },
  {
    name: 'Next.js with Turbopack',
    recognisedAs: 'Next.js',
    packages: ['next', 'react', 'react-dom'],
    build: ['next', 'build'],
    files: next,
    variable: `NEXT_PUBLIC_${key}`,
    expression: `process.env.NEXT_PUBLIC_${key}`,
    cause: 'public-prefix',
    origin: 'app/chat.jsx',
  },
  {
    name: 'Next.js with webpack',
    recognisedAs: 'Next.js',
    packages: ['next', 'react', 'react-dom'],
    build: ['next', 'build', '--webpack'],
    files: next,
    variable: `NEXT_PUBLIC_${key}`,
    expression: `process.env.NEXT_PUBLIC_${key}`,
    cause: 'public-prefix',
    origin: 'app/chat.jsx',
  },
  {
    name: 'Next.js, a property of a client component',
    recognisedAs: 'Next.js',
    packages: ['next', 'react', 'react-dom'],
    build: ['next', 'build'],
    files: {
      ...next,
      'app/page.jsx': `import { Chat } from './chat'\nexport default () => <Chat token={LEAK} />\n`,
      'app/chat.jsx': `'use client'\nexport const Chat = ({ token }) => <button onClick={() => fetch('/', { headers: { token } })}>Send</button>\n`,
    },
    variable: key,
    expression: `process.env.${key}`,
    cause: 'html',
    origin: null,
  },
  {
    name: 'Astro, static',
    recognisedAs: 'Astro',
    // The last one for Node 20.
    packages: ['astro@5', '@astrojs/node@9'],
    build: ['astro', 'build'],
    files: astro(''),
    variable: `PUBLIC_${key}`,
    expression: `import.meta.env.PUBLIC_${key}`,
    cause: 'public-prefix',
    origin: 'src/chat.js',
  },
  {
    name: 'Astro, on a server',
    recognisedAs: 'Astro',
    // The last one for Node 20.
    packages: ['astro@5', '@astrojs/node@9'],
    build: ['astro', 'build'],
    files: astro(`output: 'server', adapter: node({ mode: 'standalone' }), `),
    variable: `PUBLIC_${key}`,
    expression: `import.meta.env.PUBLIC_${key}`,
    cause: 'public-prefix',
    origin: 'src/chat.js',
  },
  {
    name: 'SvelteKit',
    recognisedAs: 'SvelteKit',
    packages: ['@sveltejs/kit', '@sveltejs/adapter-static', '@sveltejs/vite-plugin-svelte', 'svelte', 'vite'],
    build: ['vite', 'build'],
    files: {
      'package.json': manifest({ build: 'vite build' }),
      'svelte.config.js': `import adapter from '@sveltejs/adapter-static'\nexport default { kit: { adapter: adapter({ pages: 'www' }) } }\n`,
      'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite'\nexport default { plugins: [sveltekit()], build: { sourcemap: true } }\n`,
      'src/app.html': `${page}%sveltekit.head%<div>%sveltekit.body%</div></body></html>\n`,
      'src/routes/+layout.js': 'export const prerender = true\n',
      'src/routes/+page.svelte': `<script>\nimport { send } from '../lib/chat.js'\n</script>\n<button onclick={() => send('hello')}>Send</button>\n`,
      'src/lib/chat.js': `import * as env from '$env/static/public'\n${plainChat()}`,
    },
    variable: `PUBLIC_${key}`,
    expression: `env.PUBLIC_${key}`,
    cause: 'public-prefix',
    origin: null,
  },
  {
    name: 'React Router',
    recognisedAs: 'React Router',
    packages: ['@react-router/dev', '@react-router/node', 'react-router', 'react', 'react-dom', 'vite', 'isbot'],
    build: ['react-router', 'build'],
    files: {
      'package.json': manifest({ build: 'react-router build' }),
      'vite.config.js': `import { reactRouter } from '@react-router/dev/vite'\nexport default { plugins: [reactRouter()], build: { sourcemap: true } }\n`,
      'app/root.jsx': `import { Outlet, Scripts } from 'react-router'\nexport default () => <html lang="en"><body><Outlet /><Scripts /></body></html>\n`,
      'app/routes.js': `import { index } from '@react-router/dev/routes'\nexport default [index('home.jsx')]\n`,
      'app/home.jsx': `import { Chat } from './chat'\nexport default () => <Chat />\n`,
      'app/chat.jsx': component,
    },
    variable: `VITE_${key}`,
    expression: `import.meta.env.VITE_${key}`,
    cause: 'public-prefix',
    origin: 'app/chat.jsx',
  },
  {
    name: 'Nuxt, generated',
    recognisedAs: 'Nuxt',
    packages: ['nuxt'],
    build: ['nuxt', 'generate'],
    files: {
      'package.json': manifest({ build: 'nuxt generate' }),
      'nuxt.config.ts': `export default defineNuxtConfig({ compatibilityDate: '2026-01-01', sourcemap: { client: true }, experimental: { payloadExtraction: false }, runtimeConfig: { public: { openaiApiKey: '' } } })\n`,
      'app/app.vue': `<script setup>\nconst key = LEAK\nconst send = () => fetch('/chat', { headers: { authorization: key } })\n</script>\n<template><button @click="send">Send</button></template>\n`,
    },
    variable: `NUXT_PUBLIC_${key}`,
    expression: 'useRuntimeConfig().public.openaiApiKey',
    cause: 'public-prefix',
    origin: null,
  },
  {
    name: 'Angular',
    recognisedAs: 'Angular',
    packages: [
      '@angular/core',
      '@angular/build',
      '@angular/cli',
      '@angular/common',
      '@angular/compiler',
      '@angular/compiler-cli',
      '@angular/platform-browser',
      'rxjs',
      'tslib',
      'typescript',
    ],
    build: ['ng', 'build'],
    files: {
      'package.json': manifest({ build: 'ng build' }),
      'angular.json': `{
  "version": 1,
  "projects": {
    "shop": {
      "projectType": "application",
      "root": "",
      "sourceRoot": "src",
      "architect": {
        "build": {
          "builder": "@angular/build:application",
          "options": { "browser": "src/main.ts", "index": "src/index.html", "tsConfig": "tsconfig.json", "sourceMap": { "scripts": true, "hidden": true } }
        }
      }
    }
  }
}
`,
      'tsconfig.json': `{ "compilerOptions": { "strict": true, "target": "ES2022", "module": "preserve", "experimentalDecorators": true, "skipLibCheck": true }, "files": ["src/main.ts"] }\n`,
      'src/index.html': `${page}<app-root></app-root></body></html>\n`,
      'src/main.ts': `import { Component } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { send } from './chat'

@Component({ selector: 'app-root', template: '<button (click)="send()">Send</button>' })
class App {
  send() {
    void send('hello')
  }
}

void bootstrapApplication(App)
`,
      'src/chat.ts': plainChat('text: string'),
    },
    variable: key,
    expression: 'KEY',
    cause: 'literal',
    origin: 'src/chat.ts',
  },
  {
    name: 'Expo for the web',
    recognisedAs: 'Expo',
    // The newest one asks for packages that the registry does not have yet.
    packages: ['expo@54', 'react@19.1', 'react-dom@19.1', 'react-native@0.81', 'react-native-web@0.21'],
    build: ['expo', 'export', '--platform', 'web', '--source-maps'],
    files: {
      'package.json': manifest({ build: 'expo export --platform web --source-maps' }, 'index.js'),
      'app.json': `{ "expo": { "name": "chat", "slug": "chat", "web": { "bundler": "metro" } } }\n`,
      'index.js': `import { registerRootComponent } from 'expo'\nimport { Chat } from './chat'\nregisterRootComponent(Chat)\n`,
      'chat.jsx': `import { Text } from 'react-native'
export function Chat() {
  const key = LEAK
  return <Text onPress={() => fetch('/chat', { headers: { authorization: key } })}>Send</Text>
}
`,
    },
    variable: `EXPO_PUBLIC_${key}`,
    expression: `process.env.EXPO_PUBLIC_${key}`,
    cause: 'public-prefix',
    origin: 'chat.jsx',
  },
  {
    name: 'Docusaurus',
    recognisedAs: 'Docusaurus',
    packages: ['@docusaurus/core', '@docusaurus/preset-classic', 'react', 'react-dom'],
    build: ['docusaurus', 'build', '--no-minify'],
    files: {
      // Its server bundle is CommonJS, and what it generates is not.
      'package.json': '{ "name": "app", "private": true, "scripts": { "build": "docusaurus build" } }\n',
      'docusaurus.config.js': `export default { title: 'Docs', url: 'https://docs.example', baseUrl: '/', presets: [['classic', { docs: { routeBasePath: '/' }, blog: false }]], onBrokenLinks: 'ignore' }\n`,
      'docs/index.mdx': `import { Chat } from '@site/src/chat'\n\n# Chat\n\n<Chat />\n`,
      'src/chat.jsx': component,
    },
    variable: key,
    expression: 'KEY',
    cause: 'unknown',
    origin: null,
  },
]

function manifest(scripts: Readonly<Record<string, string>>, main?: string): string {
  return `${JSON.stringify({ name: 'app', private: true, type: 'module', main, scripts })}\n`
}

function plainChat(parameter = 'text'): string {
  return `export async function send(${parameter}) {
  const key = LEAK
  const answer = await fetch('/chat', { method: 'POST', body: text, headers: { authorization: \`Bearer \${key}\` } })
  return answer.text()
}
`
}

function astro(options: string): Record<string, string> {
  return {
    'package.json': manifest({ build: 'astro build' }),
    'astro.config.mjs': `${options === '' ? '' : "import node from '@astrojs/node'\n"}export default { ${options}vite: { build: { sourcemap: true, assetsInlineLimit: 0 } } }\n`,
    'src/pages/index.astro': `${page}<script>\nimport { send } from '../chat.js'\nsend('hello')\n</script></body></html>\n`,
    'src/chat.js': plainChat(),
  }
}
