// Packs public packages as a release would.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

/** @typedef {{ name: string, folder: string, filename: string, files: string[] }} Packed */

/**
 * Packs one package.
 *
 * @param {string} folder
 * @param {string} destination
 * @returns {Packed}
 */
export function packPackage(folder, destination) {
  mkdirSync(destination, { recursive: true })
  const { program, args } = pnpm()
  const result = spawnSync(program, [...args, 'pack', '--json', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0)
    throw new Error(`Could not pack ${folder}. ${result.stdout}${result.stderr}`, { cause: result.error })
  /** @type {{ name: string, filename: string, files: { path: string }[] }} */
  const { name, filename, files } = JSON.parse(result.stdout)
  return { name, folder, filename, files: files.map((file) => file.path) }
}

/**
 * Packs every public package. Returns the tarballs' absolute paths.
 *
 * @param {string} destination
 * @returns {string[]}
 */
export function packPackages(destination) {
  return publicPackages().map((folder) => packPackage(folder, destination).filename)
}

/** Absolute folders of the packages that are published. */
export function publicPackages() {
  return readdirSync(packages)
    .map((name) => join(packages, name))
    .filter((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).private !== true)
}

/** The pnpm that runs this names itself: a native program since version 12, a script of Node before. */
function pnpm() {
  const self = process.env['npm_execpath'] ?? ''
  if (!basename(self).startsWith('pnpm')) return { program: 'npx', args: ['-y', 'pnpm@12'] }
  return /\.[cm]?js$/u.test(self) ? { program: process.execPath, args: [self] } : { program: self, args: [] }
}
