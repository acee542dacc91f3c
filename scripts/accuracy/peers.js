import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {import('./cases.js').Case} Case */

/** Installed in a folder of their own: keyfence depends on none of them. secretlint needs a Node of its own. */
export const versions = {
  node: '24.21.0',
  '@secretlint/core': '13.1.0',
  '@secretlint/secretlint-rule-preset-recommend': '13.1.0',
  eslint: '10.15.0',
  'eslint-plugin-no-secrets': '2.3.3',
  'eslint-plugin-sonarjs': '4.2.2',
}

/** Of each peer, whether it finds each case; null where it cannot read the file. @typedef {Record<string, (boolean | null)[]>} Answers */

/** Runs every peer over the same cases. @type {(cases: readonly Case[]) => Answers} */
export function askPeers(cases) {
  const folder = mkdtempSync(join(tmpdir(), 'keyfence-accuracy-'))
  try {
    const manifest = { private: true, type: 'module', dependencies: versions }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases))
    const script = 'run-peers.js'
    copyFileSync(fileURLToPath(new URL(script, import.meta.url)), join(folder, script))
    // Node's package starts the binary of this platform.
    execFileSync(join(folder, 'node_modules/.bin/node'), [script], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    return JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
