import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from './static-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyfence config '))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

async function settingOf(text: string, path: readonly string[], name = 'vite.config.ts') {
  const file = join(folder, name)
  writeFileSync(file, text)
  return (await readConfig(file)).setting(path)
}

const out = ['build', 'outDir']
const known = (...values: string[]) => ({ kind: 'known', values, mayBeAbsent: false })

describe('a setting of a configuration', () => {
  it.each([
    ['an object', `export default { build: { outDir: 'www' } }`],
    ['a helper', `import { defineConfig } from 'vite'\nexport default defineConfig({ build: { outDir: 'www' } })`],
    ['a function', `export default defineConfig(({ mode }) => ({ build: { outDir: 'www' } }))`],
    [
      'a function with a body',
      `export default defineConfig(async () => {\n  const outDir = 'www'\n  return { build: { outDir } }\n})`,
    ],
    ['a name', `const config: UserConfig = { build: { outDir: 'www' } }\nexport default config`],
    ['CommonJS', `const base = { outDir: 'www' }\nmodule.exports = { build: base }`],
    ['TypeScript around it', `export default { build: { outDir: 'www' as string } } satisfies UserConfig`],
    ['a wrapped plugin', `export default withA({ a: 1 })(withB({ build: { outDir: 'www' } }, { b: 1 }))`],
    ['a spread', `const base = { build: { outDir: 'www' } }\nexport default { ...base, plugins: [] }`],
    ['quotes and a template', 'export default { "build": { ["x"]: 1, "outDir": `www` } }'],
    ['a sum', `const name = 'w'\nexport default { build: { outDir: name + 'ww' } }`],
    ['the last of two', `export default { build: { outDir: 'old', outDir: 'www' } }`],
  ])('is read from %s', async (_, text) => {
    expect(await settingOf(text, out)).toEqual(known('www'))
  })

  it.each([
    [`path.resolve(__dirname, 'www')`],
    [`join(import.meta.dirname, './www')`],
    [`resolve(process.cwd(), 'a', '../www')`],
    [`fileURLToPath(new URL('./www', import.meta.url))`],
    [`new URL('www', import.meta.url).pathname`],
    ['`${__dirname}/www`'],
  ])('is a path beside the file for %s', async (expression) => {
    expect(await settingOf(`export default { build: { outDir: ${expression} } }`, out)).toEqual(
      known(join(folder, 'www')),
    )
  })

  it('is each of two where a condition decides', async () => {
    expect(await settingOf(`export default { build: { outDir: isApp ? 'a' : 'b' } }`, out)).toEqual(known('a', 'b'))
    expect(
      await settingOf(`export default () => {\n  if (isApp) return { build: { outDir: 'a' } }\n  return {}\n}`, out),
    ).toEqual({ kind: 'known', values: ['a'], mayBeAbsent: true })
  })

  it.each([
    ['the environment', `export default { build: { outDir: process.env.OUT } }`],
    ['a call', `export default { build: { outDir: outDirOf('web') } }`],
    ['a name from elsewhere', `import { outDir } from './shared'\nexport default { build: { outDir } }`],
    ['another file', `import config from './shared'\nexport default config`],
    ['text that is no JavaScript', `export default {{{`],
    ['a name that stands for itself', `const a = a\nexport default { build: { outDir: a } }`],
  ])('is computed for %s', async (_, text) => {
    expect(await settingOf(text, out)).toEqual({ kind: 'computed' })
  })

  it('is absent where nothing sets it', async () => {
    expect(await settingOf(`export default { build: { sourcemap: true }, ...shared }`, out)).toEqual({ kind: 'absent' })
  })

  it('goes into a call for `()`, and into any member of data for `*`', async () => {
    const svelte = `export default { kit: { adapter: adapter({ pages: 'www' }) } }`
    expect(await settingOf(svelte, ['kit', 'adapter', '()', 'pages'])).toEqual(known('www'))
    const parcel = `{ "targets": { "a": { "distDir": "x" }, "b": { "distDir": "y" } } } // a comment`
    expect(await settingOf(parcel, ['targets', '*', 'distDir'], 'package.json')).toEqual(known('x', 'y'))
    expect(await settingOf('[build]\nfrontendDist = "../www"\n', ['build', 'frontendDist'], 'Tauri.toml')).toEqual(
      known('../www'),
    )
  })

  it('does not count for a configuration that is a server’s', async () => {
    const file = join(folder, 'webpack.config.js')
    writeFileSync(
      file,
      `module.exports = [{ target: 'node18', output: { path: '/server' } }, { target: 'web', output: { path: '/client' } }]`,
    )
    const config = await readConfig(file)
    const server = { path: ['target'], value: /^(?:async-)?node/u }
    expect(config.setting(['output', 'path'], server)).toEqual(known('/client'))
  })

  it('is read without running anything', async () => {
    const text = `globalThis.wasRun = true\nprocess.exit(1)\nexport default { build: { outDir: 'www' } }`
    expect(await settingOf(text, out)).toEqual(known('www'))
    expect(globalThis).not.toHaveProperty('wasRun')
  })
})
