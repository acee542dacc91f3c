import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyfence } from '@keyfence/vite-plugin'
import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { filesThatHold, shownPieces, writeProject } from './project.ts'
import { tryBuild, versions } from './vite-hosts.ts'

const key = keys.openai
const page = '<!doctype html>\n<script type="module" src="/src/main.js"></script>\n'

/** A script that builds and goes on: what tools do that render pages. `steps` follow the build. */
function run(name: string, vite: string, steps: string, config = '') {
  const root = writeProject(`after/${vite}/${name}`, {
    'index.html': page,
    'src/main.js': `document.title = 'x'\n`,
    'public/robots.txt': 'x\n',
    'build.js': `import { mkdirSync, writeFileSync } from 'node:fs'
import keyfence from '@keyfence/vite-plugin'
import { build } from '${vite}'
const key = process.argv[2]
const options = { configFile: false, logLevel: 'warn', plugins: [keyfence()], ${config} }
await build(options)
${steps}
`,
  })
  const env = { PATH: process.env['PATH'], NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build.js', key], {
    cwd: root,
    env,
    encoding: 'utf8',
  })
  return { root, status, output: stdout + stderr, left: filesThatHold(join(root, 'dist'), key) }
}

const writePage = `mkdirSync('dist/about')\nwriteFileSync('dist/about/index.html', '<p>' + key)`
const writeOverPage = `writeFileSync('dist/index.html', '<p>' + key)`

const cases = [
  { name: 'before an exit with 0', steps: `${writePage}\nprocess.exit(0)`, path: 'dist/about/index.html' },
  { name: 'a new page', steps: writePage, path: 'dist/about/index.html' },
  { name: 'a page of the bundle, written over', steps: writeOverPage, path: 'dist/index.html' },
  { name: 'a page, later', steps: `setTimeout(() => writeFileSync('dist/a.html', key), 50)`, path: 'dist/a.html' },
]

describe.each(
  versions.map(({ version }, index) => ({ version, vite: ['vite', 'vite-7', 'vite-6', 'vite-5'][index] ?? '' })),
)('what is written after the build, $version', ({ vite }) => {
  it.each(vite === 'vite' ? cases : cases.slice(0, 1))('fails the process: $name', ({ name, steps, path }) => {
    const { root, status, output, left } = run(name, vite, steps)

    expect(status, output).toBe(1)
    expect(output).toContain('keyfence stopped this build: 1 secret would reach every visitor.')
    expect(output).toContain(
      'It was written after the build had ended.\nThe files that hold it were removed from dist/.',
    )
    expect(output).toContain(path)
    expect(left).toEqual([])
    expect(existsSync(join(root, 'dist/robots.txt'))).toBe(true)
    expect(shownPieces(output, key, 'sk-proj-')).toEqual([])
  })
})

describe('the end of a process', () => {
  it('keeps the exit code of a process that fails for another reason', () => {
    expect(run('other code', 'vite', `${writePage}\nprocess.exit(7)`)).toMatchObject({ status: 7, left: [] })
  })

  it('is silent where nothing was written since, and after many builds there is one listener', () => {
    const steps = `for (let index = 0; index < 12; index++) await build(options)
console.log('listeners', process.listenerCount('exit') - before)`
    const { status, output } = run(
      'many',
      'vite',
      steps,
      `logLevel: (globalThis.before ??= process.listenerCount('exit'), 'silent')`,
    )

    expect(output).toBe('listeners 1\n')
    expect(status).toBe(0)
  })

  it('lets clean pages pass in silence', () => {
    const { root, status, output } = run('clean', 'vite', `writeFileSync('dist/a.html', '<p>x')`)

    expect(output).toBe('')
    expect(status).toBe(0)
    expect(existsSync(join(root, 'dist/a.html'))).toBe(true)
  })

  it('leaves the output of a server alone, also in the folder of the client', () => {
    const steps = `const ssr = { ssr: 'src/server.js', emptyOutDir: false }
writeFileSync('src/server.js', 'export const k = "' + key + '"')
await build({ ...options, build: { ...ssr, outDir: 'dist/server' } })
await build({ ...options, build: { ...ssr, copyPublicDir: false } })
writeFileSync('dist/server/late.js', key)`
    const { status, output, left } = run('server', 'vite', steps)

    expect(status, output).toBe(0)
    expect(left).toEqual(['server.js', 'server/late.js', 'server/server.js'].filter((path) => left.includes(path)))
    expect(left).toHaveLength(3)
  })

  it('also sees a page that was written before a second build', () => {
    const { status, output, left } = run(
      'between',
      'vite',
      `${writePage}\nawait build({ ...options, build: { emptyOutDir: false } })`,
    )

    expect(status, output).toBe(1)
    expect(output).toContain('dist/about/index.html')
    expect(left).toEqual([])
  })

  it('follows the policy', () => {
    const { status, output, left } = run('policy', 'vite', writePage, `plugins: [keyfence({ failOn: 'never' })]`)

    expect(status, output).toBe(0)
    expect(output).toContain('keyfence let this build pass: 1 secret will reach every visitor.')
    expect(left).toEqual(['about/index.html'])
  })
})

describe.each(versions)('a page of the bundle, $version', ({ version, build }) => {
  it('is checked again where a plugin writes over it', async () => {
    const root = writeProject(`after/${version}/over`, { 'index.html': page, 'src/main.js': `document.title = 'x'\n` })
    const over = {
      name: 'over',
      closeBundle: () => {
        writeFileSync(join(root, 'dist/index.html'), `<p>${key}`)
      },
    }

    const { report } = await tryBuild(build, root, { plugins: [over, keyfence()] })

    expect(report?.findings.map(({ location }) => location.path)).toEqual(['dist/index.html'])
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
  })
})
