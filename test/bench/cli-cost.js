import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyFiles } from './corpus.js'
import { hostileTexts } from './hostile.js'
import { runMetered, succeedMetered } from './metered-process.js'

const bin = join(dirname(createRequire(import.meta.url).resolve('keyfence/package.json')), 'dist/bin.js')
const readAll = fileURLToPath(new URL('read-all.js', import.meta.url))

/** @typedef {import('./metered-process.js').Metered} Metered */

/** @typedef {{ name: string, exitCode: number | null, runs: Metered[], base: Metered[], baseName: string }} CliFigures */

/**
 * The command line on a folder, on one long line and on next to nothing.
 *
 * @param {string} work
 * @param {readonly import('./corpus.js').CorpusFile[]} files
 * @param {{ folderMb: number, lineMb: number, rounds: number }} size
 * @returns {CliFigures[]}
 */
export function cliCost(work, files, { folderMb, lineMb, rounds }) {
  const place = join(work, 'cli')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(join(place, 'line'), { recursive: true })
  mkdirSync(join(place, 'small'))
  writeFileSync(join(place, 'package.json'), '{ "private": true }\n')
  const { bytes, count } = copyFiles(files, join(place, 'folder'), folderMb * 1e6)
  const line = hostileTexts.find(({ name }) => name.startsWith('letters'))?.make(lineMb * 1e6) ?? Buffer.alloc(0)
  writeFileSync(join(place, 'line/a.js'), line)
  writeFileSync(join(place, 'small/a.js'), `document.title = 'keyfence'\n`.repeat(36))

  const reading = 'Node reading it as text'
  return [
    compare(`${count.toLocaleString('en')} files, ${(bytes / 1e6).toFixed(0)} MB`, 'folder', reading, [
      readAll,
      'folder',
    ]),
    compare(`one file of one line, ${lineMb} MB`, 'line', reading, [readAll, 'line']),
    compare('one file, 1 kB', 'small', '`node -e 0`', ['-e', '0']),
  ]

  /**
   * @param {string} name
   * @param {string} folder
   * @param {string} baseName
   * @param {string[]} baseArgs
   * @returns {CliFigures}
   */
  function compare(name, folder, baseName, baseArgs) {
    /** @type {Metered[]} */
    const runs = []
    /** @type {Metered[]} */
    const base = []
    for (let round = 0; round < rounds; round++) {
      base.push(succeedMetered(baseArgs, { cwd: place }))
      runs.push(runMetered([bin, 'scan', folder], { cwd: place }))
    }
    return { name, exitCode: runs[0]?.code ?? null, runs, base, baseName }
  }
}
