import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { packPackages } from '../../scripts/pack-packages.js'
import { everything, failureOf, optionsOf, placeOf, type Esbuild } from '../e2e/esbuild-builds.ts'
import { key, leaks, passes, prefix, serverOnlyLeaks } from '../e2e/esbuild-leaks.ts'
import { pluginRows } from '../e2e/esbuild-plugin-rows.ts'
import { buildRow, leakPaths, leakRow } from '../e2e/esbuild-plugins.ts'
import { filesIn, filesThatHold, shownPieces, writeProject } from '../e2e/project.ts'
import { hosts, type Host } from './esbuild-hosts.ts'
import { installInto, run } from './esbuild-install.ts'
import { writeEsbuildPage, type EsbuildPage } from './esbuild-page.ts'
import { versionIn } from './starter.ts'

const isSmall = process.env['MATRIX'] === 'small'
// Outside of the workspace: nothing of it may be found by accident.
const work = mkdtempSync(join(tmpdir(), 'keyfence-esbuild-'))
const tarballs = packPackages(join(work, 'tarballs')).filter((path) => /keyfence-(?:core|esbuild-plugin)-/u.test(path))

/** The first and the last of each minor version. */
const versions = isSmall
  ? ['0.26.0']
  : ['0.25.0', '0.25.12', '0.26.0', '0.27.0', '0.27.7', '0.28.0', '0.28.1', '0.28.2']
const rows = isSmall ? pluginRows.filter(({ name }) => /manifest|clean|svgr/u.test(name)) : pluginRows
const triedHosts = isSmall ? hosts.filter(({ name }) => name === 'tsup') : hosts
const page: EsbuildPage = { versions: [], plugins: [], hosts: [] }

const versionsFolder = join(work, 'versions')
await installInto(
  versionsFolder,
  versions.map((version) => `esbuild-${version}@npm:esbuild@${version}`),
)
const pluginsFolder = join(work, 'plugins')
const pluginPackages = new Set(rows.flatMap(({ name, packages = [name] }) => packages))
await installInto(pluginsFolder, ['esbuild@0.28.2', ...pluginPackages, ...tarballs])

afterAll(async () => {
  rmSync(work, { recursive: true, force: true })
  const isWhole =
    page.versions.length === versions.length &&
    page.plugins.length === rows.length &&
    page.hosts.length === triedHosts.length
  if (!isSmall && isWhole) await writeEsbuildPage(page)
}, 120_000)

describe.each(versions)('esbuild %s', (version) => {
  const routes = [...leaks, ...serverOnlyLeaks]
  const load = async () =>
    (await import(pathToFileURL(join(versionsFolder, `node_modules/esbuild-${version}/lib/main.js`)).href)) as Esbuild

  it('stops every route, and lets pass what is none', { timeout: 300_000 }, async () => {
    const esbuild = await load()
    expect(esbuild.version).toBe(version)
    const open: string[] = []
    for (const { name, files, options, at, says } of routes) {
      const folder = writeProject(`esbuild/${version}/${name}`, files)
      const failure = await failureOf(esbuild, folder, options?.(folder)).catch(() => undefined)
      const [first] = failure?.errors ?? []
      const text = [first?.text, ...(first?.notes ?? []).map((note) => note.text)].join('\n')
      // 0.25.0 names virtual modules without their namespace, so that nobody knows who imports them.
      const named = (said: string) => (version === '0.25.0' ? said.replace(/\benv-ns:/gu, '') : said)
      const isRight =
        placeOf(first) === named(at) &&
        text.includes(named(says ?? '') === says ? says : prefix) &&
        !existsSync(`${folder}/dist`)
      const isSilent = failure !== undefined && shownPieces(everything(failure), key, prefix).length === 0
      if (!isRight || !isSilent) open.push(`${name}: ${placeOf(first)}`)
    }
    const wrong: string[] = []
    for (const { name, files, options } of passes) {
      const folder = writeProject(`esbuild/${version}/${name}`, files)
      const result = await esbuild.build(optionsOf(folder, options?.(folder) as BuildOptions)).catch(() => undefined)
      if (result?.warnings.length !== 0 || !filesIn(`${folder}/dist`).has('main.js')) wrong.push(name)
    }
    page.versions.push({
      version,
      stopped: routes.length - open.length,
      routes: routes.length,
      passed: passes.length - wrong.length,
      passes: passes.length,
    })

    expect(open).toEqual([])
    expect(wrong).toEqual([])
  })
})

describe('published plugins', () => {
  it.for(rows)(
    '$name does the same with keyfence first and last, and brings no key out',
    { timeout: 300_000 },
    async (row) => {
      const folder = join(pluginsFolder, 'rows', row.name.replace(/\W+/gu, '-'))
      const plain = await buildRow(folder, row, 'absent')
      expect(plain, plain.output).toMatchObject({ code: 0 })
      const verdicts: string[] = []
      const same: Record<string, boolean> = {}
      for (const position of ['first', 'last'] as const) {
        const fenced = await buildRow(folder, row, position)
        same[position] = JSON.stringify({ ...fenced, output: '' }) === JSON.stringify({ ...plain, output: '' })
        for (const path of leakPaths(row))
          verdicts.push(`${path} ${await leakRow(folder, row, position, { path, key })}`)
      }
      const outcomes = [...new Set(verdicts)].sort()
      const version = versionIn(join(pluginsFolder, 'node_modules', row.packages?.[0] ?? row.name))
      page.plugins.push({ name: row.name, version, files: plain.files.length, ...same, outcomes })

      expect(same).toEqual({ first: true, last: true })
      const expected = leakPaths(row).map(
        (path) => `${path} ${row.own?.includes(path) === true ? 'reported' : 'stopped'}`,
      )
      expect(outcomes).toEqual(expected.sort())
    },
  )
})

describe('tools that run esbuild', () => {
  it.for(triedHosts)('$name builds the same, and stops at the line of a leak', { timeout: 580_000 }, async (host) => {
    const folder = join(work, host.name.replace(/\W+/gu, '-'))
    await installInto(folder, [...host.packages, ...tarballs])
    const plain = await buildHost(folder, host, false, 'text')
    expect(plain, plain.output).toMatchObject({ code: 0 })
    const fenced = await buildHost(folder, host, true, 'text')
    const leaking = await buildHost(folder, host, true, key)
    const isSame = JSON.stringify(fenced.files) === JSON.stringify(plain.files)
    const version = versionIn(join(folder, 'node_modules', host.name))
    page.hosts.push({ name: host.name, version, files: plain.files.length, isSame, code: leaking.code, at: host.at })

    expect(fenced, fenced.output).toMatchObject({ code: 0, files: plain.files })
    // The folder has our name in it.
    expect(fenced.output.replaceAll(work, '')).not.toContain('keyfence')
    expect(leaking.code, leaking.output).toBe(1)
    expect(leaking.output).toContain('OpenAI project API key')
    expect(leaking.output).toContain(`${host.at}:`)
    expect(filesThatHold(join(folder, 'dist'), key)).toEqual([])
    expect(shownPieces(leaking.output, key, prefix)).toEqual([])
  })

  it('Bun.build is refused before it writes', { timeout: 300_000 }, async ({ skip }) => {
    const folder = join(work, 'bun')
    await installInto(folder, ['bun@1', ...tarballs])
    const bun = join(folder, 'node_modules/bun/bin/bun.exe')
    const { code } = await run(bun, ['--version'], folder)
    skip(code !== 0, 'Bun has no program for this platform.')
    writeFileSync(join(folder, 'main.js'), `console.log('${key}')\n`)
    writeFileSync(
      join(folder, 'build.mjs'),
      `import { keyfence } from '@keyfence/esbuild-plugin'\nawait Bun.build({ entrypoints: ['main.js'], outdir: 'dist', plugins: [keyfence()] })\n`,
    )

    const { code: exitCode, output } = await run(bun, ['build.mjs'], folder)

    expect(exitCode).toBe(1)
    expect(output).toContain('This bundler is not esbuild')
    expect(existsSync(join(folder, 'dist'))).toBe(false)
  })
})

async function buildHost(folder: string, { files, plugins, command }: Host, isFenced: boolean, value: string) {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  for (const [path, content] of Object.entries({
    ...files,
    [plugins.path]: isFenced ? plugins.with : plugins.without,
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content.replaceAll('LEAK', value) : content)
  }
  const { code, output } = await run(process.execPath, command, folder)
  const built = [...filesIn(join(folder, 'dist'))].map(([path, bytes]) => [path, bytes.toString('base64')]).sort()
  return { code, output, files: built }
}
