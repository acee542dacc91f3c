import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { fakeKey } from '../../packages/core/dist/index.js'
import { copyChatApp, PROGRAMS, runProgram } from './chat-app.js'
import { filesBelow } from './files-below.js'
import { createNarrator, wantsColour } from './narrator.js'
import { filesWithKey, showsKey } from './traces.js'

/** @typedef {import('./chat-app.js').Run} Run */

/**
 * @typedef {object} DemoOptions
 * @property {import('./narrator.js').Output} [stdout] Default: the process's own.
 * @property {boolean} [colour] Default: what the terminal and its user want.
 * @property {number} [seed] Makes the key the same each time. Default: a random one.
 * @property {string} [directory] Where the two copies of the app are built. Default: `test/.work/demo`.
 */

/**
 * @typedef {object} DemoResult
 * @property {string[]} failures What did not go as it should, one sentence each. Empty when all is well.
 * @property {Run} leaking What Vite printed when the fence stopped the app.
 * @property {{ eslint: Run, esbuild: Run, scan: Run }} gates The same leak at the other gates.
 * @property {Run} repairedClient
 * @property {Run} repairedServer
 */

const DIRECTORY = fileURLToPath(new URL('../../test/.work/demo', import.meta.url))
const PUBLIC_PREFIX = 'sk-proj-'
const KEY_TEMPLATE = `${PUBLIC_PREFIX}{url:74}T3BlbkFJ{url:74}`
const FENCE_LINE = /keyfence: scanned (?<scanned>\d+) of (?<files>\d+) client files, [^,]+, in (?<time>[\d.]+ m?s)/u

const CLIENT_BUILD = ['build']
const SERVER_BUILD = ['build', '--ssr', 'server/index.ts', '--outDir', 'dist-server']

/**
 * Builds a chat app that leaks its OpenAI key, then the repaired app, with the real Vite and the real fence, and
 * checks that the first is stopped without a trace of the key and that the second passes.
 *
 * @param {DemoOptions} [options]
 * @returns {Promise<DemoResult>}
 */
export async function runDemo(options = {}) {
  const { stdout = process.stdout, colour = wantsColour(process.stdout) } = options
  const { seed = randomInt(2 ** 31), directory = DIRECTORY } = options
  const narrator = createNarrator(stdout, colour)
  const key = fakeKey(KEY_TEMPLATE, seed)
  /** @type {string[]} */
  const failures = []
  let expectations = 0

  /** @type {(isMet: boolean, met: string, failure: string) => void} */
  const expect = (isMet, met, failure) => {
    expectations += 1
    if (!isMet) failures.push(failure)
    narrator.outcome(isMet, isMet ? met : failure)
  }

  /** @type {(app: string, shown: string, command: string[], variables?: Record<string, string>) => Promise<Run>} */
  const run = async (app, shown, command, variables) => {
    const done = await runProgram(app, command, colour, variables)
    narrator.build(
      shown,
      showsKey(done.output, key, PUBLIC_PREFIX) ? 'Not shown, because it holds the key.' : done.output,
    )
    return done
  }
  /** @type {(app: string, viteOptions: string[]) => Promise<Run>} */
  const build = (app, viteOptions) => run(app, `vite ${viteOptions.join(' ')}`, [PROGRAMS.vite, ...viteOptions])

  /** @type {(done: Run, gate: string, words: string) => void} */
  const expectStopped = (done, gate, words) => {
    const { exitCode, output } = done
    expect(
      exitCode === 1 && stripVTControlCharacters(output).includes(words) && !showsKey(output, key, PUBLIC_PREFIX),
      `${gate} named the leak and showed nothing of the key (exit code ${String(exitCode)}).`,
      `${gate} should have named the leak, shown nothing of the key and ended with exit code 1, but it ended with ${String(exitCode)}.`,
    )
  }

  narrator.headline('1 of 5  The build', 'A chat app calls OpenAI from the browser, with VITE_OPENAI_API_KEY.')
  const leakingApp = join(directory, 'leaking')
  await copyChatApp(leakingApp, { variables: { VITE_APP_TITLE: 'Harbour', VITE_OPENAI_API_KEY: key } })
  const leaking = await build(leakingApp, CLIENT_BUILD)
  const written = await filesBelow(join(leakingApp, 'dist'))
  const leaks = await filesWithKey(join(leakingApp, 'dist'), key)

  expect(
    leaking.exitCode !== 0 && stripVTControlCharacters(leaking.output).includes('keyfence stopped this build'),
    `The fence stopped the build (exit code ${String(leaking.exitCode)}).`,
    `The fence should have stopped the leaking build, but the build ended with exit code ${String(leaking.exitCode)} and without its message.`,
  )
  expect(
    leaks.length === 0,
    `dist/ holds nothing of the key, neither plain nor in base64 (${count(written.length, 'file')} there).`,
    `dist/ should hold nothing of the key, but it stands in dist/${leaks.join(', dist/')}.`,
  )
  expect(
    !showsKey(leaking.output, key, PUBLIC_PREFIX),
    `The output shows nothing of the key but its public prefix, ${PUBLIC_PREFIX}.`,
    `The output should show nothing of the key but its public prefix, ${PUBLIC_PREFIX}, but it shows more.`,
  )

  narrator.headline('2 of 5  The editor', 'ESLint sees the same leak while it is typed.')
  const eslint = await run(leakingApp, 'eslint .', [PROGRAMS.eslint, '.'])
  expectStopped(eslint, 'ESLint', 'puts a secret into the page')

  narrator.headline('3 of 5  Another bundler', 'esbuild holds its output back until it was checked.')
  const esbuild = await run(leakingApp, 'node esbuild.config.js', ['esbuild.config.js'])
  expectStopped(esbuild, 'esbuild', 'keyfence stopped this build')
  const bundled = await filesBelow(join(leakingApp, 'dist-esbuild'))
  expect(
    bundled.length === 0,
    'esbuild wrote nothing.',
    'esbuild should have written nothing, but dist-esbuild/ holds files.',
  )

  narrator.headline(
    '4 of 5  The artefact',
    'The warning was waved through. A scan before the deploy finds what is in dist/.',
  )
  const waved = await runProgram(leakingApp, [PROGRAMS.vite, 'build'], colour, { KEYFENCE: 'warn' })
  const scan = await run(leakingApp, 'keyfence scan dist', [PROGRAMS.keyfence, 'scan', 'dist'])
  expect(waved.exitCode === 0, 'KEYFENCE=warn let the build pass.', 'KEYFENCE=warn should have let the build pass.')
  expectStopped(scan, 'keyfence scan', 'keyfence found 1 secret')

  narrator.headline('5 of 5  The repair', 'The repaired app asks its own server, which holds OPENAI_API_KEY.')
  const repairedApp = join(directory, 'repaired')
  await copyChatApp(repairedApp, {
    overlay: 'chat-app-repaired',
    variables: { VITE_APP_TITLE: 'Harbour', OPENAI_API_KEY: key },
  })
  const repairedClient = await build(repairedApp, CLIENT_BUILD)
  const repairedServer = await build(repairedApp, SERVER_BUILD)
  const repairedLint = await run(repairedApp, 'eslint .', [PROGRAMS.eslint, '.'])
  const repairedBundle = await run(repairedApp, 'node esbuild.config.js', ['esbuild.config.js'])
  const repairedScan = await run(repairedApp, 'keyfence scan dist', [PROGRAMS.keyfence, 'scan', 'dist'])
  const shipped = await filesBelow(join(repairedApp, 'dist'))
  const shippedLeaks = await filesWithKey(join(repairedApp, 'dist'), key)
  const fence = FENCE_LINE.exec(stripVTControlCharacters(repairedClient.output))?.groups

  expect(
    repairedClient.exitCode === 0 && shipped.length > 0,
    `The client build passed and wrote ${count(shipped.length, 'file')}.`,
    `The repaired client build should have passed, but it ended with exit code ${String(repairedClient.exitCode)} and ${count(shipped.length, 'file')}.`,
  )
  expect(
    repairedServer.exitCode === 0,
    'The server build passed: a server may hold the key.',
    `The repaired server build should have passed, but it ended with exit code ${String(repairedServer.exitCode)}.`,
  )
  for (const [gate, { exitCode }] of Object.entries({
    ESLint: repairedLint,
    esbuild: repairedBundle,
    'keyfence scan': repairedScan,
  })) {
    expect(
      exitCode === 0,
      `${gate} passes.`,
      `${gate} should pass on the repaired app, but it ended with exit code ${String(exitCode)}.`,
    )
  }
  expect(
    shippedLeaks.length === 0,
    'The client files hold nothing of the key.',
    `The repaired client files should hold nothing of the key, but it stands in dist/${shippedLeaks.join(', dist/')}.`,
  )
  expect(
    fence?.['scanned'] !== undefined && fence['scanned'] === fence['files'],
    `The fence scanned all ${fence?.['files'] ?? ''} client files in ${fence?.['time'] ?? ''}.`,
    'The fence should have said that it scanned every client file of the repaired app, but it did not.',
  )

  narrator.summary(
    failures.length === 0,
    failures.length === 0
      ? 'Proven: every gate stops the leak, and the repair passes.'
      : `${String(failures.length)} of ${String(expectations)} expectations failed: ${failures.join(' ')}`,
  )
  return { failures, leaking, gates: { eslint, esbuild, scan }, repairedClient, repairedServer }
}

/** @type {(number: number, noun: string) => string} */
function count(number, noun) {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`
}
