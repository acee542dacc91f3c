import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { createFence, fakeKey, type Report } from '@keyfence/core'
import { clientFile, machineSecrets } from '@keyfence/core/node'
import { keyfence } from '@keyfence/vite-plugin'
import { build, loadEnv, type UserConfig } from 'vite'
import { afterAll, describe, expect, it } from 'vitest'
import { reportOf } from './adapters/adapter.ts'
import { runCli } from './adapters/cli.ts'
import { cleanPairs, leakPairs, type CleanPair, type LeakPair } from './env-corpus.ts'
import { filesIn, writeProject, type ProjectFiles } from './project.ts'

interface Built {
  readonly report: Report | undefined
  /** The error, if there is one, and everything that was logged. */
  readonly message: string
}

/** What a shell has besides; the variables of the shell that runs the tests would be found, too. */
const shell = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production' }
const ownEnvironment = { ...process.env }

afterAll(() => {
  setEnvironment(ownEnvironment)
})

describe('a project that leaks nothing', () => {
  it('is one of many', () => {
    expect(cleanPairs.length).toBeGreaterThanOrEqual(36)
    expect(new Set(cleanPairs.map(({ name }) => name)).size).toBe(cleanPairs.length)
  })

  it.each(cleanPairs)('has no finding: $name', async (pair) => {
    const { root, environment } = cleanProject(pair)
    const { report, message } = await buildIn(root, environment, configOf(pair))

    expect(message).toMatch(/keyfence: scanned (\d+) of \1 client files/u)
    expect(message).not.toMatch(/keyfence (?:let|stopped|found|could)/u)
    expect(report).toBeUndefined()
    const { findings, incomplete, summary } = await audit(root, environment)
    expect(findings.map(({ message: text }) => text)).toEqual([])
    expect(incomplete).toEqual([])
    expect(summary.files).toBeGreaterThan(1)
  })

  it.each(['Laravel with Pusher', 'Stripe', 'Google Maps, Analytics and reCAPTCHA', 'GitHub Actions'])(
    'passes `keyfence scan`: %s',
    async (name) => {
      const pair = cleanPairs.find((candidate) => candidate.name === name)
      if (pair === undefined) throw new Error(`There is no pair "${name}".`)
      const { root, environment } = cleanProject(pair, 'scanned')
      await buildIn(root, environment, configOf(pair))
      const { code, stdout, stderr } = await runCli(root, ['scan', 'dist'], environment)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/^✔ No secrets: scanned/u)
    },
  )
})

describe('a project that leaks', () => {
  it('is one of many', () => {
    expect(leakPairs.length).toBeGreaterThanOrEqual(25)
    expect(new Set(leakPairs.map(({ name }) => name)).size).toBe(leakPairs.length)
  })

  it.each(leakPairs)('is stopped: $name', async (pair) => {
    const root = projectFolder('leaks', leakPairs.indexOf(pair), {
      ...envFiles(pair.env ?? {}),
      'src/main.js': pair.main,
    })
    const environment = { ...shell, ...pair.processEnv }
    setEnvironment(environment)
    const define = pair.define?.(loadEnv('production', root, '')) ?? {}
    const { report, message } = await buildIn(root, environment, {
      define,
      ...(pair.envPrefix === undefined ? {} : { envPrefix: pair.envPrefix }),
    })

    const found = report?.findings.map(({ rule, severity, envName, envSource }) => ({
      rule,
      severity,
      envName,
      envSource: envSource === null ? null : `${envSource.path}:${envSource.line ?? ''}`,
    }))
    const { rule, envName, envSource } = pair
    expect(found).toEqual([{ rule, severity: 'error', envName, envSource }])
    expect(piecesOf(pair, `${message}\n${JSON.stringify(report)}`)).toEqual([])
    expect([...filesIn(join(root, 'dist')).keys()]).toEqual([])
  })
})

describe('forty leaks in an old application', () => {
  const { files, values } = oldApplication()
  const root = projectFolder('forty', 0, files)
  const secrets = Object.values(values)
  const shown = (text: string) =>
    secrets.filter((secret) =>
      [...windows(secret.slice(/^sk[-_]/u.test(secret) ? 8 : 4), 8)].some((piece) => text.includes(piece)),
    )

  it('are grouped, and the report says how to go on', async () => {
    const { report, message } = await buildIn(root, shell, {})

    expect(report?.summary.errors).toBe(40)
    expect(shown(message)).toEqual([])
    const text = maskVariable(message)
    expect(text.split('\n').filter((line) => line.length > 80 && !/https:\/\/\S+$/u.test(line))).toEqual([])
    expect(text).toMatchInlineSnapshot(`
      "keyfence stopped this build: 12 secrets in 40 places would reach every visitor.
      Nothing that was bundled is in dist/.

       ✖ OpenAI project API key   sk-proj-… (164 characters)
         VITE_OPENAI_API_KEY in .env:1

         src/pages/page-01.js:2:47
           1 │ export function call() {
         ▸ 2 │ …/legacy/1', { headers: { key: import.meta.env.VITE_OPENAI_API_KEY } })
             │                                ───────────────────────────────────
             │                                becomes the key itself
           3 │ }

         why   Vite copies every variable that begins with VITE_ into the page.
         path  index.html:1 → src/main.js:1 → src/pages/page-01.js:2
         in    dist/assets/index-<hash>.js:<place>
         also  src/pages/page-13.js:2
               src/pages/page-25.js:2
               src/pages/page-37.js:2

         fix   1. Rename it to OPENAI_API_KEY in .env:1; no VITE_ in front.
               2. Call OpenAI in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://platform.openai.com/api-keys

       ✖ Stripe secret key   sk_live_… (107 characters)
         VITE_STRIPE_SECRET_KEY in .env:2

         src/pages/page-02.js:2:47
           1 │ export function call() {
         ▸ 2 │ …gacy/2', { headers: { key: import.meta.env.VITE_STRIPE_SECRET_KEY } })
             │                             ──────────────────────────────────────
             │                             becomes the key itself
           3 │ }

         why   Vite copies every variable that begins with VITE_ into the page.
         path  index.html:1 → src/main.js:2 → src/pages/page-02.js:2
         in    dist/assets/index-<hash>.js:<place>
         also  src/pages/page-14.js:2
               src/pages/page-26.js:2
               src/pages/page-38.js:2

         fix   1. Rename it to STRIPE_SECRET_KEY in .env:2; no VITE_ in front.
               2. Call Stripe in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://dashboard.stripe.com/apikeys

       ✖ Value of \`VITE_MISTRAL_API_KEY\`   (hidden)
         VITE_MISTRAL_API_KEY in .env:3

         src/pages/page-03.js:2:47
           1 │ export function call() {
         ▸ 2 │ …legacy/3', { headers: { key: import.meta.env.VITE_MISTRAL_API_KEY } })
             │                               ────────────────────────────────────
             │                               becomes the value itself
           3 │ }

         why   Vite copies every variable that begins with VITE_ into the page.
         path  index.html:1 → src/main.js:3 → src/pages/page-03.js:2
         in    dist/assets/index-<hash>.js:<place>
         also  src/pages/page-15.js:2
               src/pages/page-27.js:2
               src/pages/page-39.js:2

         fix   1. Rename it to MISTRAL_API_KEY in .env:3; no VITE_ in front.
               2. Call the service in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first where it was issued.

       ✖ Value of \`VITE_ADMIN_TOKEN\`  kf1_51d4324d
         src/pages/page-04.js:2 and 3 more places
       ✖ Value of \`VITE_CLIENT_SECRET\`  kf1_1d4bf53a
         src/pages/page-05.js:2 and 2 more places
       ✖ Value of \`VITE_DEMO_PASSWORD\`  kf1_c5fe1530
         src/pages/page-06.js:2 and 2 more places
       ✖ Value of \`VITE_SUPABASE_SERVICE_ROLE_KEY\`  kf1_f860be44
         src/pages/page-07.js:2 and 2 more places
       ✖ Value of \`VITE_JWT_SECRET\`  kf1_64e14838
         src/pages/page-08.js:2 and 2 more places
       ✖ Value of \`SMTP_PASSWORD\`  kf1_d76606c4
         src/pages/page-09.js:2 and 2 more places
       ✖ Value of \`SESSION_SECRET\`  kf1_25062c24
         src/pages/page-10.js:2 and 2 more places
       ✖ GitHub personal access token  kf1_04358133
         src/pages/page-11.js:2 and 2 more places
       ✖ Groq API key  src/pages/page-12.js:2 and 2 more places  kf1_df2d3e2c

      \`npx keyfence explain kf1_…\` shows one of them in full.
      Mend what was deployed first: revoke, then repair. What must wait may stay with
      a reason: npx keyfence baseline --reason "…"

      scanned 2 of 2 client files, <size>, in <time>
      "
    `)
  })

  it('may stay for a reason, and the build passes and says so', async () => {
    const { code, stdout } = await runCli(root, ['baseline', '--reason', 'The old assistant goes with release 14.'])
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stdout": "keyfence: Added 14 entries to keyfence.baseline.json. Commit keyfence.baseline.json, and revoke every key that was ever deployed.
      ",
      }
    `)
    expect(shown(`${stdout}${String(filesIn(root).get('keyfence.baseline.json'))}`)).toEqual([])

    const { report, message } = await buildIn(root, shell, {})
    expect(report).toBeUndefined()
    expect(message).toMatch(/scanned (\d+) of \1 client files, .*; 40 findings are allowed to stay/u)
    expect(message).not.toContain('keyfence let')
    // A weak value is named by its place, and a folder without source maps does not tell where it came from.
    const scan = JSON.parse((await runCli(root, ['scan', 'dist', '--format', 'json'])).stdout) as Report
    expect(new Set(scan.findings.map(({ envName }) => envName))).toEqual(new Set(['VITE_DEMO_PASSWORD']))
    expect(scan.summary.allowed).toBe(37)
  })

  it('hide no new one', async () => {
    const fresh = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 999)
    writeFileSync(join(root, 'src/pages/fresh.js'), `export const fresh = '${fresh}'\n`)
    writeFileSync(
      join(root, 'src/main.js'),
      `import { fresh } from './pages/fresh.js'\n${String(files['src/main.js'])}console.log(fresh)\n`,
    )
    const { report, message } = await buildIn(root, shell, {})

    expect(report?.findings.map(({ rule, origin }) => [rule, origin?.path, origin?.line])).toEqual([
      ['key-literal', 'src/pages/fresh.js', 1],
    ])
    expect(report?.summary.allowed).toBe(40)
    expect(message).toContain('keyfence stopped this build: 1 secret would reach every visitor.')
    expect(message).toMatch(/; 40 findings are allowed to stay/u)
    expect(message).not.toContain('src/pages/page-')
  })

  it('hide no second use of a secret that may stay elsewhere for its weakness', async () => {
    rmSync(join(root, 'src/pages/fresh.js'))
    writeFileSync(join(root, 'src/pages/login.js'), `export const login = import.meta.env.VITE_DEMO_PASSWORD\n`)
    writeFileSync(
      join(root, 'src/main.js'),
      `import { login } from './pages/login.js'\n${String(files['src/main.js'])}console.log(login)\n`,
    )
    const { report } = await buildIn(root, shell, {})
    expect(report?.findings.map(({ rule, origin }) => [rule, origin?.path])).toEqual([
      ['public-env', 'src/pages/login.js'],
    ])
  })
})

/** Twelve secrets, forty places: literals, public variables and a define, in many files. */
function oldApplication(): { files: ProjectFiles; values: Record<string, string> } {
  const values: Record<string, string> = {
    VITE_OPENAI_API_KEY: fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 301),
    VITE_STRIPE_SECRET_KEY: fakeKey('sk_live_{digit:2}{alnum:97}', 302),
    VITE_MISTRAL_API_KEY: fakeKey('{alnum:32}', 303),
    VITE_ADMIN_TOKEN: fakeKey('{hex:40}', 304),
    VITE_CLIENT_SECRET: fakeKey('{url:40}', 305),
    VITE_DEMO_PASSWORD: 'Winter-2019!',
    VITE_SUPABASE_SERVICE_ROLE_KEY: fakeKey('{url:43}', 306),
    VITE_JWT_SECRET: fakeKey('{hex:64}', 307),
    SMTP_PASSWORD: fakeKey('{alnum:24}', 308),
    SESSION_SECRET: fakeKey('{base64:43}', 309),
  }
  const literals = { GITHUB: fakeKey('ghp_{alnum:30}{crc}', 310), GROQ: fakeKey('gsk_{alnum:52}', 311) }
  const texts = [
    ...Object.entries(values).map(([name, value]) =>
      name.startsWith('VITE_') ? `import.meta.env.${name}` : `'${value}'`,
    ),
    ...Object.values(literals).map((value) => `'${value}'`),
  ]
  const pages = Array.from({ length: 40 }, (_, index) => ({
    path: `src/pages/page-${String(index + 1).padStart(2, '0')}.js`,
    code: `export function call() {\n  return fetch('/legacy/${index + 1}', { headers: { key: ${texts[index % texts.length] ?? ''} } })\n}\n`,
  }))
  const imports = pages.map(
    ({ path }, index) => `import { call as call${index} } from './${path.slice('src/'.length)}'\n`,
  )
  return {
    values: { ...values, ...literals },
    files: {
      'index.html': '<script type="module" src="/src/main.js"></script>\n',
      '.env': Object.entries(values)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
      'src/main.js': `${imports.join('')}for (const call of [${pages.map((_, index) => `call${index}`).join(', ')}]) call()\n`,
      ...Object.fromEntries(pages.map(({ path, code }) => [path, code])),
    },
  }
}

/** A client that shows everything it can: the environment whole and each variable alone, each define, and texts. */
function cleanProject(pair: CleanPair, folder = 'clean') {
  const names = Object.values(envFiles(pair.env)).flatMap((text) =>
    [...text.matchAll(/(?<![#\w])\w+(?==)/gu)].map(String),
  )
  const own = Object.keys(pair.processEnv ?? {})
  const expressions = [
    ...Object.keys(pair.define ?? {}),
    ...[...new Set([...names, ...own])].map((name) => `import.meta.env.${name}`),
  ]
  // What tells a value's kind stands far away from it.
  const gap = `'${'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(6)}'`
  const words = `${pair.name} production development localhost password username administrator test admin dashboard ${pair.text ?? ''}`
  const literals = words.split(' ').map((word) => JSON.stringify(word))
  const root = projectFolder(folder, cleanPairs.indexOf(pair), {
    ...envFiles(pair.env),
    'src/main.js': [
      `console.log(import.meta.env)`,
      `console.log(${JSON.stringify(words)}, [${literals.join(', ')}])`,
      `import('./alone.js')`,
    ].join('\n'),
    'src/alone.js': expressions
      .map((expression) => `console.log(${gap}, ${expression})\n`)
      .join(`console.log(${gap})\n`),
  })
  return { root, environment: { ...shell, ...pair.processEnv } }
}

function configOf({ define = {}, envPrefix, envDir }: CleanPair): UserConfig {
  return {
    define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
    ...(envPrefix === undefined ? {} : { envPrefix: typeof envPrefix === 'string' ? envPrefix : [...envPrefix] }),
    ...(envDir === undefined ? {} : { envDir }),
  }
}

function envFiles(env: string | Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return typeof env === 'string' ? { '.env': env } : env
}

/** The root of the project stands two folders deep, so that a file can stand above it. */
function projectFolder(group: string, index: number, files: ProjectFiles): string {
  const all: ProjectFiles = {
    'package.json': '{ "name": "web", "type": "module", "private": true }\n',
    'index.html': '<script type="module" src="/src/main.js"></script>\n',
    ...files,
  }
  const below = Object.fromEntries(Object.entries(all).map(([path, content]) => [join('apps/web', path), content]))
  return join(writeProject(`first-day/${group}-${index}`, below), 'apps/web')
}

async function buildIn(root: string, environment: NodeJS.ProcessEnv, config: UserConfig): Promise<Built> {
  const said: string[] = []
  const note = (text: string) => {
    said.push(text)
  }
  const customLogger = {
    info: note,
    warn: note,
    warnOnce: note,
    error: note,
    clearScreen: () => undefined,
    hasErrorLogged: () => false,
    hasWarned: false,
  }
  setEnvironment(environment)
  try {
    await build({ root, configFile: false, customLogger, plugins: [keyfence()], ...config })
    return { report: undefined, message: said.join('\n') }
  } catch (error) {
    const report = reportOf(error)
    if (report === undefined) throw error
    return { report, message: [error instanceof Error ? error.message : '', ...said].join('\n') }
  } finally {
    setEnvironment(ownEnvironment)
  }
}

/** What `keyfence scan dist` does, in this process. */
async function audit(root: string, environment: NodeJS.ProcessEnv): Promise<Report> {
  const { secrets } = machineSecrets({ root, folders: [root], config: {}, environment })
  const files = [...filesIn(join(root, 'dist'))].map(([path, bytes]) => clientFile(`dist/${path}`, bytes))
  return await createFence({ knownSecrets: secrets }).audit(files, { root })
}

function setEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env))
    if (environment[name] === undefined) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, environment)
}

/** Four characters in a row of the secret that a text shows, but for those that its name and its place hold by chance. */
function piecesOf({ hidden, main, envName }: LeakPair, text: string): string[] {
  const innocent = `${main} ${envName}`
  return [...windows(hidden, 4)].filter((piece) => text.includes(piece) && !innocent.includes(piece))
}

function* windows(text: string, length: number): Generator<string> {
  for (let start = 0; start + length <= text.length; start++) yield text.slice(start, start + length)
}

/** Durations, sizes and hashes of file names differ between machines and versions. */
function maskVariable(message: string): string {
  return stripVTControlCharacters(message)
    .replace(/index-[\w-]{8}\.js(?::\d+:\d+)?/gu, 'index-<hash>.js:<place>')
    .replace(/, [\d.]+ k?B, in \d+ ms/gu, ', <size>, in <time>')
    .replace(/^[\s\S]*?(?=keyfence stopped)/u, '')
    .replace(/(?<=in <time>\n)[\s\S]*$/u, '')
}
