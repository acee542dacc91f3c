import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Published packages, pinned: figures of two runs are about the same bytes. */
const packages = {
  antd: '6.6.8',
  echarts: '6.1.0',
  lodash: '4.18.1',
  'monaco-editor': '0.57.0',
  'plotly.js-dist-min': '4.1.2',
  three: '0.187.0',
  typescript: '6.0.3',
}

/** Paths below `node_modules`, by what they hold; of files that differ in little, one. */
const minified =
  /^(?:monaco-editor\/min\/vs\/(?!language\/|nls\/).*\.js|antd\/dist\/antd\.min\.js|plotly\.js-dist-min\/plotly\.min\.js|echarts\/dist\/echarts\.min\.js)$/u
const plain =
  /^(?:typescript\/lib\/typescript\.js|antd\/dist\/antd\.js|three\/build\/three\.(?:core|module|webgpu|tsl)\.js|lodash\/lodash\.js|echarts\/dist\/echarts\.js)$/u

/** @typedef {{ path: string, bytes: number }} CorpusFile */

/**
 * Installs the packages once and lists what is measured.
 *
 * @param {string} cache
 */
export function corpus(cache) {
  const folder = join(cache, 'packages')
  const manifest = JSON.stringify({ private: true, dependencies: packages })
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), manifest)
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const { status, stderr } = spawnSync('npm', args, {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    if (status !== 0) throw new Error(`Could not install the packages that are measured. ${stderr}`)
  }
  const modules = join(folder, 'node_modules')
  const files = Object.keys(packages).flatMap((name) => filesBelow(modules, name))
  return {
    packages,
    minified: files.filter(({ path }) => minified.test(path)).map(absolute(modules)),
    plain: files.filter(({ path }) => plain.test(path)).map(absolute(modules)),
    all: files.map(absolute(modules)),
  }
}

/**
 * Copies files into a folder as a deploy would hold them, until they are that many bytes.
 *
 * @param {readonly CorpusFile[]} files
 * @param {string} folder Emptied before.
 * @param {number} bytes
 */
export function copyFiles(files, folder, bytes) {
  rmSync(folder, { recursive: true, force: true })
  let total = 0
  let count = 0
  for (const [index, file] of files.entries()) {
    if (total + file.bytes > bytes) continue
    const target = join(folder, String(Math.floor(index / 200)), `${index}-${basename(file.path)}`)
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(file.path, target)
    total += file.bytes
    count++
  }
  return { bytes: total, count }
}

/**
 * @param {string} modules
 * @param {string} name
 * @returns {CorpusFile[]}
 */
function filesBelow(modules, name) {
  return readdirSync(join(modules, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(modules.length + 1).replaceAll('\\', '/'), bytes: statSync(path).size }))
}

/** @returns {(file: CorpusFile) => CorpusFile} */
function absolute(/** @type {string} */ modules) {
  return ({ path, bytes }) => ({ path: join(modules, path), bytes })
}
