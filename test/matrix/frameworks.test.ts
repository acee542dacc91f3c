import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Report } from '@keyfence/core'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../e2e/adapters/cli.ts'
import { keys } from '../e2e/cases.ts'
import { shownPieces } from '../e2e/project.ts'
import { frameworkApps, type FrameworkApp } from './framework-apps.ts'
import { writeFrameworksPage, type FrameworkRow } from './frameworks-page.ts'
import { run, versionIn } from './starter.ts'

const key = keys.openai
const isSmall = process.env['MATRIX'] === 'small'
const apps = isSmall ? frameworkApps.slice(0, 1) : frameworkApps

// Outside of the workspace: nothing of it may be found by accident. A folder that is named keeps what is installed in it,
// and the rows of earlier runs.
const kept = process.env['MATRIX_WORK']
const work = kept ?? mkdtempSync(join(tmpdir(), 'keyfence-frameworks-'))
const rowsFile = join(work, 'rows.json')
const rows = new Map<string, FrameworkRow>(
  existsSync(rowsFile) ? (JSON.parse(readFileSync(rowsFile, 'utf8')) as []) : [],
)

afterAll(async () => {
  if (kept === undefined) rmSync(work, { recursive: true, force: true })
  // A filtered run knows only a part of the page.
  const known = frameworkApps.flatMap(({ name }) => rows.get(name) ?? [])
  if (known.length === frameworkApps.length) await writeFrameworksPage(known)
})

describe('keyfence scan without a path', () => {
  it.each(apps)('passes the clean build of $name and stops the leaking one', { timeout: 900_000 }, async (app) => {
    const startedAt = performance.now()
    const folder = join(work, app.packages.join(' ').replace(/[^a-z]+/gu, '-'))
    await install(app, folder)
    const version = versionIn(join(folder, 'node_modules', nameOf(app.packages[0] ?? '')))

    const clean = await scanBuild(app, folder, `'none'`, 'PORT=3000\n', [])
    expect(clean, clean.output).toMatchObject({ code: 0 })
    expect(clean.output).toContain(`Recognised ${app.recognisedAs}; reading `)
    expect(clean.output).toMatch(/scanned (?<count>\d+) of \k<count> client files?/u)

    const isLiteral = app.expression === 'KEY'
    const secret = isLiteral ? 'PORT=3000\n' : `${app.variable}=${key}\n`
    const expression = isLiteral ? `'${key}'` : app.expression
    const pretty = await scanBuild(app, folder, expression, secret, [])
    expect(pretty, pretty.output).toMatchObject({ code: 1 })
    const leaking = await scanFolder(folder, ['--format', 'json'])
    expect(shownPieces(`${pretty.output}${leaking.output}`, key, 'sk-proj-')).toEqual([])
    const { findings, incomplete, summary } = JSON.parse(leaking.output) as Report
    const line = app.origin === null ? null : lineOf(app, expression)
    const inCode = findings.filter(({ location }) => !location.path.endsWith('.map'))
    expect(incomplete).toEqual([])
    expect(
      inCode.map(({ cause, origin }) => ({ cause, path: origin?.path ?? null, line: origin?.line ?? null })),
    ).toContainEqual({
      cause: app.cause,
      path: app.origin,
      line,
    })
    rows.set(app.name, {
      name: app.name,
      version,
      files: summary.files,
      reading: /reading (?<places>.*)/u.exec(pretty.output)?.groups?.['places'] ?? '',
      leak: `${app.cause}${line === null ? '' : ` at ${app.origin ?? ''}:${line}`}`,
      places: inCode.length,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    })
    writeFileSync(rowsFile, JSON.stringify([...rows]))
  })
})

/** One install for all rows that ask for the same. */
async function install({ packages, needsScripts }: FrameworkApp, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).includes('node_modules')) return
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "private": true }\n')
  // Most scripts of packages fetch or compile what is there already.
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(needsScripts === true ? [] : ['--ignore-scripts']),
    ...packages,
  ]
  const { code, output } = await run('npm', args, folder, { EXPO_NO_TELEMETRY: '1' })
  if (code !== 0) {
    rmSync(folder, { recursive: true })
    throw new Error(`${packages.join(' ')} cannot be installed. ${output.slice(-2000)}`)
  }
}

/** Writes the project anew, builds it as a person does, and scans it. */
async function scanBuild(app: FrameworkApp, folder: string, leak: string, env: string, args: readonly string[]) {
  for (const name of readdirSync(folder)) {
    if (!/^(?:node_modules|package-lock\.json)$/u.test(name)) rmSync(join(folder, name), { recursive: true })
  }
  // What bundlers remember would hide what a build does.
  rmSync(join(folder, 'node_modules/.cache'), { recursive: true, force: true })
  const dependencies = Object.fromEntries(app.packages.map((name) => [nameOf(name), '*']))
  for (const [path, text] of Object.entries({ ...app.files, '.env': env })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const content = path === 'package.json' ? JSON.stringify({ ...JSON.parse(text), dependencies }) : text
    writeFileSync(
      join(folder, path),
      content.replaceAll('LEAK', () => leak),
    )
  }
  const [program = '', ...rest] = app.build
  const built = await run('npx', ['--no-install', program, ...rest], folder, quiet)
  if (built.code !== 0) throw new Error(`${app.name} cannot be built. ${built.output.slice(-3000)}`)
  return await scanFolder(folder, args)
}

/** Telemetry of every framework that has any, and colours. */
const quiet = {
  NEXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
  NG_CLI_ANALYTICS: 'false',
  EXPO_NO_TELEMETRY: '1',
  EXPO_OFFLINE: '1',
  DO_NOT_TRACK: '1',
  CI: '1',
}

async function scanFolder(folder: string, args: readonly string[]) {
  const { code, stdout, stderr } = await runCli(folder, ['scan', ...args])
  return { code, output: code === 2 ? stderr : stdout }
}

/** A package without the version that is asked for. */
function nameOf(packageAndVersion: string): string {
  return packageAndVersion.replace(/(?<=.)@.*$/u, '')
}

function lineOf({ files, origin }: FrameworkApp, expression: string): number {
  const text = files[origin ?? '']?.replaceAll('LEAK', () => expression) ?? ''
  const at = text.indexOf(expression)
  return at === -1 ? -1 : text.slice(0, at).split('\n').length
}
