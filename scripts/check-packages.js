// Packs every public package as a release would, and checks the tarball: files, manifest (publint), types (attw).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packPackage, publicPackages } from './pack-packages.js'

const attw = fileURLToPath(new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')))

const check = async (/** @type {import('./pack-packages.js').Packed} */ { folder, filename, files: names }) => {
  const missing = ['README.md', 'LICENSE'].filter((name) => !names.includes(name))
  const unwanted = names.filter((name) => /\.tsbuildinfo$|\.test\./u.test(name))

  const tarball = Uint8Array.from(readFileSync(filename)).buffer
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  const types = spawnSync(process.execPath, [attw, filename, '--profile', 'esm-only', '--no-definitely-typed'], {
    cwd: folder,
    encoding: 'utf8',
  })

  return [
    ...missing.map((name) => `${name} is not in the tarball.`),
    ...unwanted.map((name) => `${name} is in the tarball.`),
    ...messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code),
    ...(types.status === 0 ? [] : [types.stdout + types.stderr]),
  ]
}

const temporary = mkdtempSync(join(tmpdir(), 'keyfence-pack-'))
try {
  for (const folder of publicPackages()) {
    const packed = packPackage(folder, temporary)
    const problems = await check(packed)
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${packed.name}`)
    for (const problem of problems) console.log(problem.replace(/^/gmu, '     '))
    if (problems.length > 0) process.exitCode = 1
  }
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
