// What `pnpm keyfence …` runs: brings the build up to date, then hands over to the built command line.
// Nothing but the command line itself may write to stdout: its JSON is read by programs.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const path = (/** @type {string} */ relative) => fileURLToPath(new URL(relative, import.meta.url))
const node = (/** @type {string[]} */ args, /** @type {import('node:child_process').SpawnSyncOptions} */ options) =>
  // 2 is the command line's code for a crash; `null` means that a signal ended the process.
  spawnSync(process.execPath, args, options).status ?? 2

// Incremental: when nothing changed, this only compares file times.
const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'))
const build = node([tsc, '-b', path('../tsconfig.build.json')], { stdio: ['ignore', 2, 2] })

// pnpm runs scripts in the folder of package.json and tells where the user stood. Outside of it the variable may be a parent's.
const cwd = (process.env['npm_lifecycle_event'] === 'keyfence' && process.env['INIT_CWD']) || process.cwd()

process.exitCode =
  build === 0 ? node([path('../packages/cli/dist/bin.js'), ...process.argv.slice(2)], { cwd, stdio: 'inherit' }) : 2
