import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@keyfence/core'
import { describe, expect, it } from 'vitest'
import { runCli } from './adapters/cli.ts'
import { keys } from './cases.ts'
import { shownPieces, writeProject, type ProjectFiles } from './project.ts'

const key = keys.openai
const holds = `x("${key}")\n`

function manifest(dependency: string, scripts: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({ dependencies: { [dependency]: '1' }, scripts })
}

/** Scans without a path. Every output is looked through for the key. */
async function scan(name: string, files: ProjectFiles, env: NodeJS.ProcessEnv = {}, args: readonly string[] = []) {
  const root = writeProject(`cli-frameworks/${name}`, files)
  const { code, stdout, stderr } = await runCli(root, ['scan', ...args], env)
  const json = await runCli(root, ['scan', ...args, '--format', 'json'], env)
  expect(shownPieces(`${stdout}${stderr}${json.stdout}${json.stderr}`, key, 'sk-proj-')).toEqual([])
  expect(json.code).toBe(code)
  const report = json.stdout === '' ? undefined : (JSON.parse(json.stdout) as Report)
  const findings = report?.findings.map(({ rule, cause, why, origin, location }) => ({
    rule,
    cause,
    why,
    origin: origin === null ? null : `${origin.path}:${origin.line ?? ''}`,
    at: location.path,
  }))
  return { code, stdout, stderr, findings, report }
}

describe('keyfence scan without a path', () => {
  it('finds what Next.js renders before the first visit, and leaves its server alone', async () => {
    const next = {
      'package.json': manifest('next'),
      '.next/static/chunks/a.js': 'x()',
      '.next/server/app/page.js': holds,
      '.next/server/pages/a.js.nft.json': JSON.stringify({ files: [key] }),
      '.next/required-server-files.json': JSON.stringify({ env: key }),
      '.next/cache/a.pack': key,
      'public/robots.txt': 'allow',
    }
    const clean = await scan('next', next)
    expect(clean).toMatchObject({ code: 0, stderr: '', findings: [] })
    expect(clean.stdout.replace(/in \d+ ms/u, 'in 5 ms')).toMatchInlineSnapshot(`
      "Recognised Next.js; reading .next/static, .next/server/app/**/*.{html,rsc,body}, .next/server/pages/**/*.{html,json}, public

      ✔ No secrets: scanned 2 of 2 client files, 8 B, in 5 ms
      "
    `)

    const why = 'Next.js renders it into a page, and every visitor receives the page as it stands.'
    for (const page of [
      'app/index.html',
      'app/index.rsc',
      'app/a.segments/_tree.segment.rsc',
      'app/api/a.body',
      'pages/a.json',
    ]) {
      const leaking = await scan('next-pages', {
        ...next,
        [`.next/server/${page}`]: `1:["$","p",null,{"token":"${key}"}]`,
      })
      expect(leaking).toMatchObject({
        code: 1,
        findings: [{ rule: 'key-literal', cause: 'html', why, origin: null, at: `.next/server/${page}` }],
      })
    }
  })

  it.each([
    ['next', 'Next.js', 'NEXT_PUBLIC_', '.next/static/a.js'],
    ['@sveltejs/kit', 'SvelteKit', 'PUBLIC_', '.svelte-kit/output/client/a.js'],
    ['nuxt', 'Nuxt', 'NUXT_PUBLIC_', '.output/public/200.html'],
    ['expo', 'Expo', 'EXPO_PUBLIC_', 'dist/_expo/static/js/android/a.hbc'],
    ['react-scripts', 'Create React App', 'REACT_APP_', 'build/static/js/a.js'],
    ['waku', 'Waku', 'WAKU_PUBLIC_', 'dist/public/a.js'],
    ['electron-vite', 'electron-vite', 'MAIN_VITE_', 'out/main/a.js'],
  ])('says by which prefix %s made a variable public', async (dependency, name, prefix, path) => {
    const files = {
      'package.json': manifest(dependency),
      '.env': `${prefix}OPENAI_API_KEY=${key}\n`,
      [path]: Buffer.concat([Buffer.from([0xc6, 0x1f, 0, 0xff]), Buffer.from(holds)]),
    }
    expect(await scan(`prefix ${dependency}`, files)).toMatchObject({
      code: 1,
      findings: [
        {
          rule: 'public-env',
          cause: 'public-prefix',
          why: `${name} copies every variable that begins with ${prefix} into the page.`,
          at: path,
        },
      ],
    })
  })

  it('follows the comment to a map of another name, and reads its sources in words of the bundler', async () => {
    const source = `const a = 1\nconst key = process.env.NEXT_PUBLIC_OPENAI_API_KEY\n`
    const map = {
      version: 3,
      sections: [
        {
          offset: { line: 0, column: 0 },
          map: {
            version: 3,
            sources: ['turbopack:///[project]/apps/web/app/chat.jsx'],
            sourcesContent: [source],
            names: [],
            mappings: 'AACY',
          },
        },
      ],
    }
    const files = {
      'package.json': '{ "workspaces": ["apps/*"] }',
      'apps/web/package.json': manifest('next'),
      'apps/web/app/chat.jsx': source,
      'apps/web/.env': `NEXT_PUBLIC_OPENAI_API_KEY=${key}\n`,
      'apps/web/.next/static/chunks/0a1b.js': `"${key}"\n//# sourceMappingURL=9f8e.js.map\n`,
      'apps/web/.next/static/chunks/9f8e.js.map': JSON.stringify(map),
    }
    const { findings } = await scan('turbopack', files)
    expect(findings).toEqual([
      expect.objectContaining({
        cause: 'public-prefix',
        origin: 'apps/web/app/chat.jsx:2',
        at: 'apps/web/.next/static/chunks/0a1b.js',
      }),
    ])
  })

  it.each([
    ['beside its file', 'dist/a.js.map', ['../src/chat.js'], undefined],
    ['from the top of the project', 'dist/a.js.map', ['src/chat.js'], undefined],
    ['from a root of its own', 'dist/a.js.map', ['chat.js'], '../src/'],
    ['with a scheme', 'dist/a.js.map', ['webpack://app/./src/chat.js'], undefined],
  ])('reads a hidden map whose sources are named %s', async (_, path, sources, sourceRoot) => {
    const source = `export const key = '${key}'\n`
    const files = {
      'package.json': manifest('parcel'),
      'src/chat.js': source,
      'dist/a.js': `k("${key}")`,
      [path]: JSON.stringify({
        version: 3,
        file: 'a.js',
        sources,
        sourcesContent: [source],
        sourceRoot,
        names: [],
        mappings: 'AAAmB',
      }),
    }
    const { findings } = await scan(`map ${sources[0] ?? ''}`, files)
    expect(findings?.find(({ at }) => at === 'dist/a.js')).toMatchObject({
      origin: 'src/chat.js:1',
    })
  })

  it.each([
    ['/assets/b.map', 'dist/assets/b.map', true],
    ['https://cdn.example/v1/assets/b.map?x=1', 'dist/assets/b.map', true],
    ['https://cdn.example/v1/b.map', 'dist/assets/b.map', true],
    ['../maps/b%20c.map', 'dist/maps/b c.map', true],
    ['../../../outside.map', '../outside.map', false],
    ['/outside.map', '../outside.map', false],
    ['file:///outside.map', 'dist/outside.map', false],
  ])('looks for the map %s, and nowhere outside', async (url, path, isFound) => {
    const source = `export const key = '${key}'\n`
    const files = {
      'package.json': manifest('parcel'),
      'dist/assets/a.js': `k("${key}")\n//# sourceMappingURL=${url}\n`,
      [path]: JSON.stringify({
        version: 3,
        sources: ['/src/chat.js'],
        sourcesContent: [source],
        names: [],
        mappings: 'AAAmB',
      }),
    }
    const { findings } = await scan(`url/${url.replace(/\W+/gu, ' ')}`, files)
    const found = findings?.find(({ at }) => at === 'dist/assets/a.js')
    expect(found).toMatchObject({ cause: isFound ? 'literal' : 'unknown', origin: isFound ? 'src/chat.js:1' : null })
  })

  it('says that Parcel copies any variable', async () => {
    const source = `const key = process.env.OPENAI_API_KEY\n`
    const map = { version: 3, sources: ['../src/chat.js'], sourcesContent: [source], names: [], mappings: 'AAAY' }
    const files = {
      'package.json': manifest('parcel'),
      '.env': `OPENAI_API_KEY=${key}\n`,
      'dist/a.js': `"${key}"\n//# sourceMappingURL=a.js.map\n`,
      'dist/a.js.map': JSON.stringify(map),
    }
    expect(await scan('parcel', files)).toMatchObject({
      code: 1,
      findings: [
        {
          rule: 'env-value',
          cause: 'define',
          why: 'Parcel replaces every variable that client code reads by its value, whatever it is called.',
          origin: 'src/chat.js:1',
        },
      ],
    })
  })

  it('knows a file of the public folder again', async () => {
    const files = {
      'package.json': manifest('astro'),
      'public/a.json': JSON.stringify({ key }),
      'dist/a.json': JSON.stringify({ key }),
    }
    expect(await scan('public', files)).toMatchObject({
      code: 1,
      findings: [{ cause: 'public-dir', origin: 'public/a.json:1', at: 'dist/a.json' }],
    })
  })

  it('scans each app of a workspace, and says which one is not built', async () => {
    const files = {
      'package.json': '{ "workspaces": ["apps/*"] }',
      'apps/shop/package.json': manifest('react-scripts'),
      'apps/shop/build/a.js': 'x()',
      'apps/docs/package.json': manifest('astro', { build: 'astro build' }),
      'apps/blog/package.json': manifest('gatsby'),
    }
    const open = await scan('workspace', files)
    expect(open).toMatchObject({ code: 3, report: { incomplete: [{ path: 'apps/docs' }] } })
    expect(open.stdout).toContain('Recognised Create React App in apps/shop; reading apps/shop/build\n')
    expect(open.stdout).toContain(
      'Gatsby in apps/blog is recognised, but there is no build of it: looked for `apps/blog/public`.\n',
    )
    const leaking = await scan('workspace', { ...files, 'apps/docs/dist/a.html': `<p title="${key}">` })
    expect(leaking).toMatchObject({ code: 1, findings: [{ at: 'apps/docs/dist/a.html' }], report: { incomplete: [] } })
  })

  it.each([
    ['nothing is known', { 'package.json': manifest('express'), 'dist/a.js': 'x' }, 'No known framework is used here'],
    [
      'it is not built',
      { 'package.json': manifest('next'), 'public/a.txt': 'x' },
      'Next.js is recognised, but there is no build of it: looked for `.next/static`, ',
    ],
    [
      'the folder is empty',
      { 'package.json': manifest('astro') },
      'Astro is recognised, but there is no build of it: looked for ',
    ],
    [
      'code decides',
      {
        'package.json': manifest('@vue/cli-service'),
        'vue.config.js': 'module.exports = { outputDir: process.env.OUT }',
        'dist/a.js': 'x',
      },
      '`outputDir` in `vue.config.js` is computed, so where Vue CLI writes to cannot be read from it. ',
    ],
    [
      'a host names what is not there',
      { 'package.json': manifest('astro'), 'netlify.toml': '[build]\npublish = "www"\n', 'dist/a.js': 'x' },
      'Astro, Netlify (netlify.toml) is recognised, but there is no build of it: looked for `www`.',
    ],
  ])('ends with 2 and a way on when %s', async (name, files, says) => {
    const root = writeProject(`cli-frameworks/none ${name}`, files)
    mkdirSync(join(root, 'dist/empty'), { recursive: true })
    const { code, stdout, stderr } = await runCli(root, ['scan'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`keyfence: ${says}`)
    expect(stderr).toMatch(/[Nn]ame the folder that you deploy, such as `keyfence scan dist`\.\n$/u)
  })

  it('gives way to paths that are named', async () => {
    const files = { 'package.json': manifest('astro'), 'dist/a.js': 'x', 'other/a.js': holds }
    expect(await scan('paths', files)).toMatchObject({ code: 0 })
    const named = await scan('paths', files, {}, ['other'])
    expect(named).toMatchObject({ code: 1, findings: [{ at: 'other/a.js' }] })
    expect(named.stdout).not.toContain('Recognised')
  })

  it('finds what an earlier build left', async () => {
    const files = {
      'package.json': manifest('@rsbuild/core'),
      'dist/index.html': '<p>',
      'dist/static/js/old.js': holds,
    }
    expect(await scan('stale', files)).toMatchObject({ code: 1, findings: [{ at: 'dist/static/js/old.js' }] })
  })

  it('says nothing more than the report to a program', async () => {
    const files = { 'package.json': manifest('astro'), 'dist/a.js': 'x' }
    const root = writeProject('cli-frameworks/json', files)
    const { stdout, stderr } = await runCli(root, ['scan', '--format', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({ summary: { files: 1 } })
    expect(stderr).toBe('')
  })
})
