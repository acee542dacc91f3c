import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesBelow } from './files-below.js'

const FIXTURES = fileURLToPath(new URL('../../test/fixtures', import.meta.url))
const TEST_MODULES = fileURLToPath(new URL('../../test/node_modules', import.meta.url))

/** Programs that the demo runs, as Node starts them. */
export const PROGRAMS = {
  vite: join(TEST_MODULES, 'vite/bin/vite.js'),
  eslint: join(TEST_MODULES, 'eslint/bin/eslint.js'),
  keyfence: join(TEST_MODULES, 'keyfence/dist/bin.js'),
}

// What a developer's shell may hold and what would change the build: Vite prefers the environment to `.env` files.
const NOT_INHERITED = /^(?:VITE_|OPENAI_API_KEY$|KEYFENCE$|NODE_ENV$|NODE_OPTIONS$|NO_COLOR$|FORCE_COLOR$|COLUMNS$)/u

/**
 * What a command printed and how it ended.
 *
 * @typedef {object} Run
 * @property {number | null} exitCode null when a signal ended it.
 * @property {string} output Standard output and standard error, in the order in which they were written.
 */

/**
 * Makes a fresh copy of the chat app and writes its `.env.local`, with the variables from line 2 on.
 *
 * @param {string} directory
 * @param {{ overlay?: string, variables: Record<string, string> }} options The overlay is a fixture whose files
 *   replace those of the app or come beside them.
 */
export async function copyChatApp(directory, { overlay, variables }) {
  await rm(directory, { recursive: true, force: true })
  await copyFiles(join(FIXTURES, 'chat-app'), directory)
  if (overlay !== undefined) await copyFiles(join(FIXTURES, overlay), directory)
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(join(directory, '.env.local'), `# Settings of this machine. Not committed.\n${lines.join('')}`)
}

/** @type {(from: string, to: string) => Promise<void>} */
async function copyFiles(from, to) {
  for (const path of await filesBelow(from)) {
    await mkdir(dirname(join(to, path)), { recursive: true })
    await copyFile(join(from, path), join(to, path))
  }
}

/**
 * Runs a program of Node in a process of its own, 80 columns wide.
 *
 * @param {string} directory
 * @param {string[]} command Script and arguments.
 * @param {boolean} colour
 * @param {Record<string, string>} [variables]
 * @returns {Promise<Run>}
 */
export async function runProgram(directory, command, colour, variables = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name))
  const env = {
    ...Object.fromEntries(inherited),
    COLUMNS: '80',
    ...(colour ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
    ...variables,
  }
  // One file for both streams, not two pipes: only so their order is the one in which they were written.
  const log = `${directory}.log`
  const file = openSync(log, 'w')
  try {
    const exitCode = await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, command, { cwd: directory, env, stdio: ['ignore', file, file] })
      child.on('error', reject)
      child.on('close', resolve)
    })
    return { exitCode, output: await readFile(log, 'utf8') }
  } finally {
    closeSync(file)
    await rm(log, { force: true })
  }
}
