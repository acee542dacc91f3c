import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packPackages } from '../../scripts/pack-packages.js'
import { keys } from './cases.ts'
import { filesIn, filesThatHold, shownPieces } from './project.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const key = keys.openai
let stranger: string

beforeAll(() => {
  // Outside of the workspace: nothing of it may be found by accident.
  stranger = mkdtempSync(join(tmpdir(), 'keyfence-stranger-'))
  const tarballs = packPackages(join(stranger, 'tarballs'))
  write('package.json', '{ "name": "stranger", "private": true }')
  run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...tarballs,
    'vite@8.3.8',
    'esbuild@0.28.2',
    'esbuild-0-25@npm:esbuild@0.25.0',
    'eslint@10.15.0',
    'vite-5@npm:vite@5.4.0',
    'vite-6@npm:vite@6.0.0',
    'vite-7@npm:vite@7.0.0',
    'typescript@6.0.3',
    '@types/node@20',
  ])
  write('index.html', '<script type="module" src="/main.js"></script>')
  write('main.js', 'document.title = import.meta.env.VITE_OPENAI_API_KEY\n')
}, 240_000)

afterAll(() => rmSync(stranger, { recursive: true, force: true }))

describe('the packed packages in a project of a stranger', () => {
  it.each([
    {
      file: 'vite.config.mjs',
      text: `import keyfence from '@keyfence/vite-plugin'\nexport default { plugins: [keyfence()] }\n`,
    },
    {
      file: 'vite.config.mjs',
      text: `import { keyfence } from '@keyfence/vite-plugin'\nexport default { plugins: [keyfence()] }\n`,
    },
    {
      file: 'vite.config.cjs',
      text: `const keyfence = require('@keyfence/vite-plugin')\nmodule.exports = { plugins: [keyfence()] }\n`,
    },
    {
      file: 'vite.config.cjs',
      text: `const { keyfence } = require('@keyfence/vite-plugin')\nmodule.exports = { plugins: [keyfence()] }\n`,
    },
    {
      file: 'vite.config.ts',
      text: `import keyfence from '@keyfence/vite-plugin'\nimport { defineConfig } from 'vite'\nexport default defineConfig({ plugins: [keyfence()] })\n`,
    },
    {
      file: 'vite.config.cts',
      text: `import keyfence = require('@keyfence/vite-plugin')\nexport = { plugins: [keyfence()] }\n`,
    },
  ])('stops a leak with $file: $text', ({ file, text }) => {
    clean()
    write(file, text)
    write('.env.local', `VITE_OPENAI_API_KEY=${key}\n`)

    const leaking = tryRun('npx', ['--no-install', 'vite', 'build'])
    expect(leaking).toMatchObject({ code: 1, output: expect.stringContaining('keyfence stopped this build: 1 secret') })
    expect(filesThatHold(join(stranger, 'dist'), key)).toEqual([])
    expect(shownPieces(leaking.output, key, 'sk-proj-')).toEqual([])

    write('.env.local', `OPENAI_API_KEY=${key}\n`)
    expect(tryRun('npx', ['--no-install', 'vite', 'build'])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/keyfence: scanned 2 of 2 client files/u),
    })
  })

  it.each([
    {
      file: 'build.mjs',
      text: `import { keyfence } from '@keyfence/esbuild-plugin'\nimport * as esbuild from 'esbuild'\nawait esbuild.build({ entryPoints: ['leak.js'], outdir: 'dist', plugins: [keyfence()] }).catch(() => process.exit(1))\n`,
    },
    {
      file: 'build.cjs',
      text: `const keyfence = require('@keyfence/esbuild-plugin')\nrequire('esbuild').build({ entryPoints: ['leak.js'], outdir: 'dist', plugins: [keyfence()] }).catch(() => process.exit(1))\n`,
    },
  ])('stops a leak in an esbuild script: $file', ({ file, text }) => {
    clean()
    write(file, text)
    write('leak.js', `window.key = '${key}'\n`)
    const leaking = tryRun('node', [file])
    expect(leaking).toMatchObject({ code: 1, output: expect.stringContaining('keyfence stopped this build: 1 secret') })
    expect(filesThatHold(join(stranger, 'dist'), key)).toEqual([])
    expect(shownPieces(leaking.output, key, 'sk-proj-')).toEqual([])

    write('leak.js', `window.title = 'mended'\n`)
    expect(tryRun('node', [file])).toMatchObject({ code: 0 })
    expect([...filesIn(join(stranger, 'dist')).keys()]).toEqual(['leak.js'])
  })

  it.each([
    {
      file: 'eslint.config.mjs',
      text: `import keyfence, { loadPolicy } from '@keyfence/eslint-plugin'\nexport default [...keyfence.configs.recommended, { settings: { keyfence: await loadPolicy() } }]\n`,
    },
    {
      file: 'eslint.config.cjs',
      text: `const keyfence = require('@keyfence/eslint-plugin')\nmodule.exports = keyfence.configs.recommended\n`,
    },
  ])('reports a leak in the editor: $file', ({ file, text }) => {
    clean()
    write(file, text)
    write('leak.js', `export const key = '${key}'\n`)
    const { code, output } = tryRun('npx', ['--no-install', 'eslint', 'leak.js'])
    expect({ code, pieces: shownPieces(output, key, 'sk-proj-') }).toEqual({ code: 1, pieces: [] })
    expect(output).toContain('keyfence/no-key-literal')
  })

  it('scans a folder from the command line', () => {
    clean()
    write('out.js', `f('${key}')`)
    const { code, output } = tryRun('npx', ['--no-install', 'keyfence', 'scan', 'out.js'])
    expect({ code, pieces: shownPieces(output, key, 'sk-proj-') }).toEqual({ code: 1, pieces: [] })
    expect(output).toContain('OpenAI project API key')
  })

  it('has types that a strict project accepts', () => {
    clean()
    write(
      'esm.mts',
      `
import { defineConfig } from 'vite'
import keyfence, { keyfence as named, type KeyfenceOptions } from '@keyfence/vite-plugin'
import { defineConfig as definePolicy } from 'keyfence/config'
import { createFence, type Report } from '@keyfence/core'
import { pretty } from '@keyfence/core/report'
import { machineSecrets } from '@keyfence/core/node'
import esbuildFence, { checkResult } from '@keyfence/esbuild-plugin'
import * as esbuild from 'esbuild'
export const built = esbuild.build({ plugins: [esbuildFence({ client: true })] })
export const checked = checkResult(esbuild.buildSync({ write: false }))
const options: KeyfenceOptions = { failOn: 'warning', allow: [{ detector: 'openai-project-key', reason: 'x' }] }
export default defineConfig({ plugins: [keyfence(options), named(), [keyfence()]], worker: { plugins: () => keyfence() } })
export const policy = definePolicy({ severity: { 'public-env': 'warning' } })
export const report: Promise<Report> = createFence({ knownSecrets: machineSecrets({ root: '/', config: policy }).secrets }).audit([])
export const text = report.then((value) => pretty(value, { colour: false }))
// @ts-expect-error an option that does not exist
keyfence({ alow: [] })
`,
    )
    write(
      'cjs.cts',
      `
import vite = require('vite')
import keyfence = require('@keyfence/vite-plugin')
export = vite.defineConfig({ plugins: [keyfence(), keyfence.keyfence()] })
`,
    )
    const options = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      '--skipLibCheck',
      'false',
    ]
    expect(tryRun('npx', ['--no-install', 'tsc', ...options, 'esm.mts', 'cjs.cts'])).toMatchObject({
      code: 0,
      output: '',
    })
  })

  it.each(['vite', 'vite-5', 'vite-6', 'vite-7'])('has types that `defineConfig` of %s accepts', (vite) => {
    clean()
    write(
      'a.mts',
      `import { defineConfig } from '${vite}'\nimport keyfence from '@keyfence/vite-plugin'\nexport default defineConfig({ plugins: [keyfence()] })\n`,
    )
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      '--skipLibCheck',
    ]
    expect(tryRun('npx', ['--no-install', 'tsc', ...options, 'a.mts'])).toMatchObject({ code: 0, output: '' })
  })

  it.each(['esbuild', 'esbuild-0-25'])('has types that `build` of %s accepts', (version) => {
    clean()
    write(
      'a.mts',
      `import { build } from 'esbuild'\nimport keyfence from '@keyfence/esbuild-plugin'\nawait build({ plugins: [keyfence()] })\n`,
    )
    // As in a project that has this version only.
    const paths = { esbuild: [`./node_modules/${version}/lib/main.d.ts`] }
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      module: 'nodenext',
      target: 'es2023',
      types: ['node'],
      paths,
    }
    write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['a.mts'] }))
    expect(tryRun('npx', ['--no-install', 'tsc'])).toMatchObject({ code: 0, output: '' })
  })

  it('holds a README and a licence, and no test and no source', () => {
    const scope = join(stranger, 'node_modules/@keyfence')
    const folders = [...readdirSync(scope).map((name) => join(scope, name)), join(stranger, 'node_modules/keyfence')]
    for (const folder of folders) {
      const names = [...filesIn(folder).keys()].filter((name) => !name.startsWith('node_modules/'))
      expect(names).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
      expect(names.filter((name) => /\.test\.|\.tsbuildinfo$|^src\//u.test(name))).toEqual([])
    }
    expect(repository).not.toBe(stranger)
  })
})

function clean(): void {
  for (const name of readdirSync(stranger)) {
    if (
      /^(?:dist|out\.js|leak\.js|tsconfig\.json|build\..*|\.env.*|(?:vite|eslint)\.config\..*|.*\.[cm]ts)$/u.test(name)
    )
      rmSync(join(stranger, name), { recursive: true, force: true })
  }
}

function write(path: string, text: string): void {
  writeFileSync(join(stranger, path), text)
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, {
    cwd: stranger,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
}

function tryRun(command: string, args: readonly string[]): { code: number; output: string } {
  try {
    return { code: 0, output: run(command, args) }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
    return { code: status, output: `${stdout}${stderr}` }
  }
}
