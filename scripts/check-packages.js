// Packs every public package as a release would, and checks the tarball: files, manifest (publint), types (attw).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))
const attw = fileURLToPath(new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')))

// The pnpm that runs this names itself here: a native program since version 12, a script of Node before.
const self = process.env['npm_execpath'] ?? ''
const pnpm = basename(self).startsWith('pnpm') ? self : 'pnpm'

const run = (/** @type {string} */ program, /** @type {string[]} */ args, /** @type {string} */ cwd) => {
  const viaNode = /\.[cm]?js$/u.test(program)
  const command = viaNode ? process.execPath : program
  const result = spawnSync(command, viaNode ? [program, ...args] : args, { cwd, encoding: 'utf8' })
  if (result.error) throw new Error('Could not start pnpm. Run this as `pnpm check:package`.', { cause: result.error })
  return { ok: result.status === 0, stdout: result.stdout, output: (result.stdout + result.stderr).trim() }
}

const check = async (/** @type {string} */ folder, /** @type {string} */ temporary) => {
  const packed = run(pnpm, ['pack', '--json', '--pack-destination', temporary], folder)
  if (!packed.ok) return [packed.output]
  /** @type {{ filename: string, files: { path: string }[] }} */
  const { filename, files } = JSON.parse(packed.stdout)

  const names = files.map((file) => file.path)
  const missing = ['README.md', 'LICENSE'].filter((name) => !names.includes(name))
  const unwanted = names.filter((name) => /\.tsbuildinfo$|\.test\./u.test(name))

  const tarball = Uint8Array.from(readFileSync(filename)).buffer
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  const types = run(attw, [filename, '--profile', 'esm-only', '--no-definitely-typed'], folder)

  return [
    ...missing.map((name) => `${name} is not in the tarball.`),
    ...unwanted.map((name) => `${name} is in the tarball.`),
    ...messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code),
    ...(types.ok ? [] : [types.output]),
  ]
}

const temporary = mkdtempSync(join(tmpdir(), 'keyfence-pack-'))
try {
  for (const name of readdirSync(packages)) {
    const folder = join(packages, name)
    /** @type {{ name: string, private?: boolean }} */
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    if (manifest.private) continue
    const problems = await check(folder, temporary)
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${manifest.name}`)
    for (const problem of problems) console.log(problem.replace(/^/gmu, '     '))
    if (problems.length > 0) process.exitCode = 1
  }
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
