import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recognise } from './recognise.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyfence apps '))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

/** Every file holds its own name, but for manifests and configurations that are given with their text. */
function write(files: Readonly<Record<string, string>>, built: readonly string[] = []) {
  for (const [path, text] of [...Object.entries(files), ...built.map((path) => [path, path] as const)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

function manifest(dependencies: readonly string[], scripts: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({ dependencies: Object.fromEntries(dependencies.map((name) => [name, '1'])), scripts })
}

async function appsIn(folder = '', environment: NodeJS.ProcessEnv = {}) {
  const { apps } = await recognise(join(root, folder), environment)
  return apps.map(({ name, shownFolder, places, isBuilt, problems }) => ({
    name,
    in: shownFolder,
    reads: places.map(({ text }) => text),
    ...(isBuilt ? {} : { isBuilt }),
    ...(problems.length === 0 ? {} : { problems }),
  }))
}

describe('a framework', () => {
  it.each([
    [
      ['next'],
      ['.next/static/a.js', '.next/server/app/a.rsc', 'public/a'],
      'Next.js',
      ['.next/static', '.next/server/app/**/*.{html,rsc,body}', 'public'],
    ],
    [['nuxt'], ['.output/public/a.js', 'dist/a.js', '.output/server/a.mjs'], 'Nuxt', ['.output/public']],
    [
      ['@sveltejs/kit', 'vite'],
      ['.svelte-kit/output/client/a.js', '.svelte-kit/output/server/a.js', 'build/handler.js', 'build/client/a.js'],
      'SvelteKit',
      ['.svelte-kit/output/client', 'build/client'],
    ],
    [['@sveltejs/kit', 'vite'], ['build/a.js'], 'SvelteKit', ['build']],
    [['astro'], ['dist/index.html', 'dist/server/index.html'], 'Astro', ['dist']],
    [['astro'], ['dist/client/a.js', 'dist/server/entry.mjs'], 'Astro', ['dist/client']],
    [['@react-router/dev', 'vite'], ['build/client/a.js', 'build/server/a.js'], 'React Router', ['build/client']],
    [['@remix-run/dev'], ['public/build/a.js', 'build/index.js'], 'Remix with its own compiler', ['public']],
    [['expo', 'react-native'], ['dist/_expo/static/js/web/a.js', 'dist/index.html'], 'Expo', ['dist']],
    [['expo'], ['dist/client/a.js', 'dist/server/a.js'], 'Expo', ['dist/client']],
    [
      ['react-native'],
      ['android/app/src/main/assets/index.android.bundle'],
      'React Native',
      ['android/app/src/main/assets/**/*.{bundle,hbc}'],
    ],
    [['gatsby'], ['public/a.js'], 'Gatsby', ['public']],
    [['react-scripts', 'webpack'], ['build/a.js'], 'Create React App', ['build']],
    [['@vue/cli-service'], ['dist/a.js'], 'Vue CLI', ['dist']],
    [['@docusaurus/core'], ['build/a.js'], 'Docusaurus', ['build']],
    [['electron-vite', 'vite'], ['out/main/a.js', 'out/renderer/a.js'], 'electron-vite', ['out/main', 'out/renderer']],
    [['wxt', 'vite'], ['.output/chrome-mv3/a.js'], 'WXT', ['.output']],
    [['parcel'], ['dist/a.js'], 'Parcel', ['dist']],
    [['@rsbuild/core'], ['dist/a.js'], 'Rsbuild', ['dist']],
    [['@tanstack/react-start', 'vite'], ['dist/client/a.js', 'dist/server/a.js'], 'TanStack Start', ['dist/client']],
  ] as const)('of %j is recognised', async (dependencies, built, name, reads) => {
    write({ 'package.json': manifest(dependencies) }, built)
    expect(await appsIn()).toEqual([{ name, in: '.', reads }])
  })

  it.each([
    ['Vite without pages', ['vite'], ['dist/a.js']],
    ['webpack without a configuration', ['webpack'], ['dist/a.js']],
    ['esbuild that no script calls', ['esbuild'], ['dist/a.js']],
    ['a server', ['express'], ['dist/a.js']],
  ])('is not recognised in %s', async (_, dependencies, built) => {
    write({ 'package.json': manifest(dependencies) }, built)
    expect(await appsIn()).toEqual([])
  })

  it('is not recognised where its command builds for a server only', async () => {
    const scripts = { build: 'vite build --ssr src/server.ts' }
    write({ 'package.json': manifest(['vite'], scripts), 'index.html': '' }, ['dist/server.js'])
    expect(await appsIn()).toEqual([])
  })

  it('is recognised from below its folder', async () => {
    write({ 'package.json': manifest(['astro']) }, ['dist/a.js', 'src/pages/a.astro'])
    expect(await appsIn('src/pages')).toEqual([{ name: 'Astro', in: root, reads: [`${root}/dist`] }])
  })
})

describe('a repository', () => {
  it('ends the search for a package above', async () => {
    write({ 'package.json': manifest(['astro']) }, ['dist/a.js', 'project/.git/HEAD', 'project/src/a.js'])
    expect(await appsIn('project/src')).toEqual([])
  })
})

describe('the output folder', () => {
  it.each([
    [
      '`build.outDir`, from the root',
      { 'vite.config.ts': `export default defineConfig({ root: 'web', build: { outDir: '../www' } })` },
      'www/a.js',
      'www',
    ],
    [
      'a flag',
      { 'index.html': '', 'package.json': manifest(['vite'], { build: 'tsc && vite build --outDir=www' }) },
      'www/a.js',
      'www',
    ],
    [
      'the folder that the command names',
      { 'index.html': '', 'package.json': manifest(['vite'], { build: 'vite build web' }) },
      'web/dist/a.js',
      'web/dist',
    ],
    [
      'a configuration that the command names',
      {
        'index.html': '',
        'my.config.ts': `export default { build: { outDir: 'www' } }`,
        'package.json': manifest(['vite'], { build: 'vite build -c my.config.ts' }),
      },
      'www/a.js',
      'www',
    ],
  ])('of Vite is %s', async (_, files, built, read) => {
    write({ 'package.json': manifest(['vite']), ...files }, [built])
    expect(await appsIn()).toEqual([{ name: 'Vite', in: '.', reads: [read] }])
  })

  it('of Create React App is a variable', async () => {
    write({ 'package.json': manifest(['react-scripts'], { build: 'BUILD_PATH=./www react-scripts build' }) }, [
      'www/a.js',
    ])
    expect(await appsIn()).toMatchObject([{ reads: ['www'] }])
    write({ 'package.json': manifest(['react-scripts']) }, ['other/a.js'])
    expect(await appsIn('', { BUILD_PATH: 'other' })).toMatchObject([{ reads: ['other'] }])
  })

  it('of Angular is each application’s', async () => {
    const builder = '@angular/build:application'
    const old = '@angular-devkit/build-angular:browser'
    write(
      {
        'package.json': manifest(['@angular/core']),
        'angular.json': JSON.stringify({
          projects: {
            shop: { projectType: 'application', architect: { build: { builder, options: {} } } },
            desk: {
              projectType: 'application',
              architect: { build: { builder, options: { outputPath: { base: 'www', browser: '' } } } },
            },
            past: {
              projectType: 'application',
              architect: { build: { builder: old, options: { outputPath: 'dist/past' } } },
            },
            parts: { projectType: 'library', architect: { build: { builder, options: {} } } },
          },
        }),
      },
      ['dist/shop/browser/a.js', 'dist/shop/server/a.js', 'www/a.js', 'dist/past/a.js', 'dist/parts/a.js'],
    )
    expect(await appsIn()).toEqual([{ name: 'Angular', in: '.', reads: ['dist/shop/browser', 'www', 'dist/past'] }])
  })

  it('of Bun and esbuild is the flag of the call for pages', async () => {
    const scripts = { page: 'bun build ./a.ts --outdir www', server: 'bun build ./b.ts --target=bun --outdir dist' }
    write({ 'package.json': manifest([], scripts) }, ['www/a.js', 'dist/b.js'])
    expect(await appsIn()).toEqual([{ name: 'Bun', in: '.', reads: ['www'] }])
    write({ 'package.json': manifest([], { server: scripts.server }) })
    expect(await appsIn()).toEqual([])
  })

  it('is a problem where code decides', async () => {
    write(
      { 'package.json': manifest(['vite']), 'vite.config.js': `export default { build: { outDir: process.env.OUT } }` },
      ['dist/a.js'],
    )
    expect(await appsIn()).toEqual([
      {
        name: 'Vite',
        in: '.',
        reads: [],
        isBuilt: false,
        problems: ['`build.outDir` in `vite.config.js` is computed, so where Vite writes to cannot be read from it.'],
      },
    ])
  })

  it('is not built when it is not there, or empty', async () => {
    write({ 'package.json': manifest(['next']) }, ['public/a'])
    expect(await appsIn()).toEqual([{ name: 'Next.js', in: '.', reads: ['public'], isBuilt: false }])
    mkdirSync(join(root, '.next/static'), { recursive: true })
    expect(await appsIn()).toMatchObject([{ isBuilt: false }])
  })
})

describe('a workspace', () => {
  const apps = {
    'apps/web/package.json': manifest(['next']),
    'apps/docs/package.json': manifest(['astro']),
    'packages/ui/package.json': manifest(['react']),
    'old/site/package.json': manifest(['gatsby']),
  }
  const built = ['apps/web/.next/static/a.js', 'apps/docs/dist/a.html', 'old/site/public/a.js']
  const expected = [
    { name: 'Astro', in: 'apps/docs', reads: ['apps/docs/dist'] },
    { name: 'Next.js', in: 'apps/web', reads: ['apps/web/.next/static'] },
  ]

  it.each([
    ['npm', { 'package.json': '{ "workspaces": ["apps/*", "packages/*"] }' }],
    ['yarn', { 'package.json': '{ "workspaces": { "packages": ["./apps/*/", "packages/*"] } }' }],
    ['pnpm', { 'package.json': '{}', 'pnpm-workspace.yaml': "packages:\n  - 'apps/**'\n  - old/*\n  - '!**/site'\n" }],
  ])('of %s has the apps that it names', async (_, files) => {
    write({ ...apps, ...files }, built)
    expect(await appsIn()).toEqual(expected)
  })

  it('may be folders beside each other', async () => {
    write(apps, built)
    expect(await appsIn()).toEqual([...expected, { name: 'Gatsby', in: 'old/site', reads: ['old/site/public'] }])
  })

  it('is left out from inside of one app', async () => {
    write({ ...apps, 'package.json': '{ "workspaces": ["apps/*"] }' }, built)
    expect(await appsIn('apps/web')).toEqual([{ name: 'Next.js', in: '.', reads: ['.next/static'] }])
  })
})

describe('the manifest of a host', () => {
  it.each([
    ['Vercel (vercel.json)', { 'vercel.json': '{ "outputDirectory": "www" }' }],
    ['Netlify (netlify.toml)', { 'netlify.toml': '[build]\npublish = "www"\n' }],
    ['Cloudflare (wrangler.jsonc)', { 'wrangler.jsonc': '{ "assets": { "directory": "./www", }, } // comment' }],
    ['Cloudflare (wrangler.toml)', { 'wrangler.toml': 'pages_build_output_dir = "www"\n' }],
    ['Firebase (firebase.json)', { 'firebase.json': '{ "hosting": [{ "public": "www" }] }' }],
  ])('%s names the folder', async (name, files) => {
    write(files, ['www/index.html'])
    expect(await appsIn()).toEqual([{ name, in: '.', reads: ['www'] }])
  })

  it('wins over the folder of the framework', async () => {
    write({ 'package.json': manifest(['astro']), 'vercel.json': '{ "outputDirectory": "www" }' }, [
      'dist/a.js',
      'www/a.js',
    ])
    expect(await appsIn()).toEqual([{ name: 'Astro, Vercel (vercel.json)', in: '.', reads: ['www'] }])
  })

  it('that names the framework’s own folder leaves the rules of the framework', async () => {
    write({ 'package.json': manifest(['next']), 'netlify.toml': '[build]\npublish = ".next"\n' }, [
      '.next/static/a.js',
      '.next/server/app/a.js',
    ])
    expect(await appsIn()).toMatchObject([
      { name: 'Next.js', reads: ['.next/static', '.next/server/app/**/*.{html,rsc,body}'] },
    ])
  })

  it('of a build for Vercel comes on top', async () => {
    write({ 'package.json': manifest(['next']) }, [
      '.next/static/a.js',
      '.vercel/output/static/a.js',
      '.vercel/output/functions/a.prerender-fallback.html',
    ])
    expect(await appsIn()).toMatchObject([
      { reads: ['.next/static', '.vercel/output/static', '.vercel/output/functions/**/*.prerender-fallback*'] },
    ])
  })

  it('of a shell for devices is read beside the framework', async () => {
    write(
      {
        'package.json': manifest(['vite', '@capacitor/core', '@tauri-apps/cli']),
        'index.html': '',
        'capacitor.config.ts': `const config: CapacitorConfig = { webDir: 'dist' }\nexport default config`,
        'src-tauri/tauri.conf.json': '{ "build": { "frontendDist": "../dist" } }',
      },
      ['dist/a.js', 'android/app/src/main/assets/public/a.js'],
    )
    expect(await appsIn()).toEqual([
      { name: 'Vite', in: '.', reads: ['dist'] },
      { name: 'Tauri', in: '.', reads: ['dist'] },
      { name: 'Capacitor', in: '.', reads: ['dist', 'android/app/src/main/assets/public'] },
    ])
  })
})
