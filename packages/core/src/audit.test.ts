import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fakeKey } from './detectors/fake-key.ts'
import { KeyfenceError } from './errors.ts'
import { createFence, type FenceOptions } from './fence.ts'
import type { ClientFile, Finding, HostFacts, KnownSecret, UnreadableFile } from './model.ts'
import type { KeyfenceConfig } from './policy/config.ts'

const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 71)
const groq = fakeKey('gsk_{alnum:52}', 72)
const google = fakeKey('AIza{url:35}', 73)
const random = fakeKey('{alnum:40}', 74)

const known = (value: string, ...names: string[]): KnownSecret => ({
  value,
  sources: names.map((name, index) => ({ name, path: '.env', line: index + 1 })),
  match: 'anywhere',
})
const script = (content: string | Uint8Array, path = 'dist/a.js'): ClientFile => ({ path, content, kind: 'script' })
const vite: HostFacts = { root: '/app', hostName: 'Vite', publicPrefixes: ['VITE_'] }

async function audit(files: readonly (ClientFile | UnreadableFile)[], options: FenceOptions = {}, host?: HostFacts) {
  let now = 0
  return await createFence({ clock: () => (now += 5), today: '2026-11-24', ...options }).audit(files, host)
}

async function findings(file: ClientFile, options: FenceOptions = {}, host?: HostFacts): Promise<readonly Finding[]> {
  return (await audit([file], options, host)).findings
}

describe('rule', () => {
  it.each([
    ['public-env', key, [known(key, 'VITE_OPENAI_API_KEY')], 'VITE_OPENAI_API_KEY', 'openai-project-key'],
    ['public-env', random, [known(random, 'OTHER', 'VITE_SECRET')], 'VITE_SECRET', null],
    ['env-value', key, [known(key, 'OPENAI_API_KEY')], 'OPENAI_API_KEY', 'openai-project-key'],
    ['env-value', key, [known(key, 'OTHER', 'OPENAI_API_KEY')], 'OPENAI_API_KEY', 'openai-project-key'],
    ['env-value', random, [known(random, 'API_TOKEN')], 'API_TOKEN', null],
    ['key-literal', key, [], null, 'openai-project-key'],
    ['key-literal', google, [], null, 'google-api-key'],
  ] as const)('is %s, once for one place', async (rule, value, knownSecrets, envName, detector) => {
    const found = await findings(script(`f("${value}")`), { knownSecrets }, vite)
    expect(found.map((finding) => [finding.rule, finding.envName, finding.detector])).toEqual([
      [rule, envName, detector],
    ])
  })

  it('takes a name from the environment that is no word of a pattern', async () => {
    const host: HostFacts = { ...vite, replacements: new Map([['process.env.X', random]]) }
    for (const name of ['A(', 'A[B', 'A*', 'ProgramFiles(x86)']) {
      const [finding] = await findings(
        script(`f("${random}")`),
        { knownSecrets: [known(random, name)] },
        {
          ...host,
          modulesOf: () => [{ id: '/app/a.ts', bytes: 1 }],
          source: () => 'f(process.env.X)',
        },
      )
      expect(finding?.envName).toBe(name)
    }
  })
})

describe('severity', () => {
  it.each([
    [key, {}, 'error'],
    [google, {}, 'warning'],
    [google, { severity: { 'key-literal': 'error' } }, 'error'],
    [key, { severity: { 'key-literal': 'warning' } }, 'warning'],
    [key, { severity: { 'key-literal': 'off' } }, undefined],
    [fakeKey('pk_live_{alnum:99}', 1), {}, undefined],
    [key, { detectors: { off: ['openai-project-key', 'openai-legacy-key'] } }, undefined],
  ] as const)('%#', async (value, config, severity) => {
    expect((await findings(script(`f("${value}")`), { config }))[0]?.severity).toBe(severity)
  })
})

describe('verdict', () => {
  const unreadable: UnreadableFile = { path: 'dist/b.js.gz', unreadable: 'the gzip data ends early.' }
  const leak = script(`f("${key}")`)
  const warning = script(`f("${google}")`)
  const clean = script('f()')

  it.each([
    [[clean], undefined, 'passed'],
    [[], undefined, 'passed'],
    [[leak], undefined, 'findings'],
    [[warning], undefined, 'passed'],
    [[warning], 'warning', 'findings'],
    [[leak], 'never', 'passed'],
    [[clean, unreadable], undefined, 'incomplete'],
    [[warning, unreadable], undefined, 'incomplete'],
    [[leak, unreadable], undefined, 'findings'],
    [[clean, unreadable], 'never', 'passed'],
  ] as const)('%# with failOn %s is %s', async (files, failOn, verdict) => {
    const config: KeyfenceConfig = failOn === undefined ? {} : { failOn }
    expect((await audit(files, { config })).verdict).toBe(verdict)
  })

  it('counts files, bytes and time', async () => {
    const report = await audit([leak, warning, clean, unreadable])
    expect(report.summary).toEqual({
      errors: 1,
      warnings: 1,
      allowed: 0,
      files: 4,
      scanned: 3,
      bytes: key.length + google.length + 13,
      durationMs: 5,
    })
    expect(report.incomplete).toEqual([{ path: 'dist/b.js.gz', reason: 'the gzip data ends early.' }])
  })

  it('reads files from an asynchronous source', async () => {
    async function* files() {
      await Promise.resolve()
      yield leak
    }
    expect((await createFence().audit(files())).findings).toHaveLength(1)
  })
})

describe('location', () => {
  it.each([
    ['plain', script(`a\nf("${key}")`), { line: 2, column: 4, offset: 5, length: 164, unit: 'utf16' }, 'plain'],
    [
      'behind other characters',
      script(`é😀"${key}"`),
      { line: 1, column: 5, offset: 4, length: 164, unit: 'utf16' },
      'plain',
    ],
    [
      'escaped',
      script(`"\\x73${key.slice(1)}"`),
      { line: 1, column: 2, offset: 1, length: 167, unit: 'utf16' },
      'js-escape',
    ],
    [
      'escaped in JSON',
      { path: 'a.json', kind: 'asset', content: `"\\u0073${key.slice(1)}"` },
      { line: 1, column: 2, offset: 1, length: 169, unit: 'utf16' },
      'json',
    ],
    [
      'in UTF-16',
      script(Buffer.from(`\ufeff"${key}"`, 'utf16le')),
      { line: 1, column: 3, offset: 2, length: 164, unit: 'utf16' },
      'utf16',
    ],
    [
      'in bytes',
      { path: 'a.bin', kind: 'asset', content: Buffer.concat([Buffer.from([0, 255, 254, 10]), Buffer.from(key)]) },
      { line: 2, column: 1, offset: 4, length: 164, unit: 'byte' },
      'plain',
    ],
    [
      'compressed',
      { path: 'a.js.gz', kind: 'script', content: Buffer.from(`"é${key}"`), compression: 'gzip' },
      { line: 1, column: 3, offset: 3, length: 164, unit: 'byte' },
      'gzip',
    ],
  ] as const)('%s', async (_name, file, location, encoding) => {
    const [finding] = await findings(file)
    expect(finding?.location).toEqual({ path: file.path, ...location })
    expect(finding?.encoding).toBe(encoding)
  })

  it('tells no length of a value without a public prefix', async () => {
    const [finding] = await findings(script(`f("${random}")`), { knownSecrets: [known(random, 'API_TOKEN')] })
    expect(finding).toMatchObject({ redacted: '(hidden)', location: { offset: 3, length: null } })
  })

  it('finds a key in the name of a file, and shows the name masked', async () => {
    const [finding] = await findings(script('f()', `dist/${groq}.js`))
    expect(finding?.location.path).toBe('dist/gsk_….js')
  })

  it('sorts errors before warnings, then by path and offset', async () => {
    const { findings: found } = await audit([
      script(`"${google}"`, 'a.js'),
      script(`"${key}" "${groq}"`, 'c.js'),
      script(`"${groq}"`, 'b.js'),
    ])
    expect(found.map(({ severity, location }) => [severity, location.path, location.offset])).toEqual([
      ['error', 'b.js', 1],
      ['error', 'c.js', 1],
      ['error', 'c.js', 168],
      ['warning', 'a.js', 1],
    ])
  })
})

describe('origin', () => {
  const modules = (source: string, facts: Partial<HostFacts> = {}): HostFacts => ({
    ...vite,
    modulesOf: () => [{ id: '/app/src/a.ts', bytes: 10 }],
    source: (id) => (id === '/app/src/a.ts' ? source : undefined),
    displayPath: (id) => id.replace('/app/', ''),
    ...facts,
  })
  const replaced = new Map([
    ['import.meta.env.VITE_KEY', JSON.stringify(key)],
    ['__KEY__', JSON.stringify(key)],
  ])

  it.each<[string, ClientFile, HostFacts | undefined, Partial<Finding>]>([
    ['nothing', script(`"${key}"`), undefined, { cause: 'unknown', origin: null }],
    [
      'a literal',
      script(`"${key}"`),
      modules(`\nf("${key}")`),
      { cause: 'literal', origin: { path: 'src/a.ts', line: 2, column: 4 } },
    ],
    [
      'a comment',
      script(`"${key}"`),
      modules(`// ${key}`),
      { cause: 'comment', origin: { path: 'src/a.ts', line: 1, column: 4 } },
    ],
    [
      'a public variable',
      script(`"${key}"`),
      modules('f(import.meta.env.VITE_KEY)', { replacements: replaced }),
      { cause: 'public-prefix', origin: { path: 'src/a.ts', line: 1, column: 3 } },
    ],
    ['a definition', script(`"${key}"`), modules('f(__KEY__)', { replacements: replaced }), { cause: 'define' }],
    ['a plugin', script(`"${key}"`), modules('f()'), { cause: 'plugin', origin: null }],
    [
      'a banner',
      script(`"${key}"`),
      modules('f()', { injected: new Map([['banner', `/*${key}*/`]]) }),
      { cause: 'injected' },
    ],
    [
      'a copied file',
      { ...script(`a\n"${key}"`), copiedFrom: 'public/a.js', cause: 'public-dir' },
      vite,
      { cause: 'public-dir', origin: { path: 'public/a.js', line: 2, column: 2 } },
    ],
    ['a page', { path: 'index.html', kind: 'markup', content: key }, undefined, { cause: 'html' }],
    ['a style sheet', { path: 'a.css', kind: 'style', content: `/*${key}*/` }, undefined, { cause: 'style' }],
    [
      'a source map',
      {
        path: 'dist/a.js.map',
        kind: 'map',
        content: JSON.stringify({
          version: 3,
          sources: ['../src/a.ts'],
          sourcesContent: [`\nf("${key}")`],
          mappings: '',
        }),
      },
      undefined,
      { cause: 'source-map', origin: { path: 'src/a.ts', line: 2, column: 4 } },
    ],
    [
      'a file that is no source map',
      { path: 'a.js.map', kind: 'map', content: `{"${key}` },
      undefined,
      { cause: 'source-map', origin: null },
    ],
    ...(
      [
        ['/app/src/a.json', 'json-import'],
        ['/app/src/a.txt?raw', 'raw-import'],
        ['/app/src/a.css', 'style'],
        ['/app/src/a.txt', 'asset'],
        ['/app/index.html', 'html'],
        ['/app/node_modules/x/index.js', 'dependency'],
        ['/app/src/A.vue', 'literal'],
      ] as const
    ).map(([id, cause]): [string, ClientFile, HostFacts, Partial<Finding>] => [
      id,
      script(`"${key}"`),
      { ...vite, modulesOf: () => [{ id, bytes: 1 }], source: () => `"${key}"` },
      { cause },
    ]),
  ])('%s', async (_name, file, host, expected) => {
    const [finding, ...others] = await findings(file, {}, host)
    expect(others).toEqual([])
    expect(finding).toMatchObject(expected)
  })

  it('comes from a source map where modules do not tell', async () => {
    const map = {
      version: 3,
      sources: ['../src/b.ts'],
      sourcesContent: ['\n  f(import.meta.env.VITE_KEY)'],
      names: [],
      mappings: 'AACI',
    }
    const [finding] = await findings({ ...script(`"${key}"`), map })
    expect(finding?.origin).toEqual({ path: 'src/b.ts', line: 2, column: 5 })
  })

  it.each(['{', { version: 3, mappings: 'A' }, { version: 3, mappings: '!!!!', sources: [], names: [] }])(
    'survives a broken map: %o',
    async (map) => {
      expect(await findings({ ...script(`"${key}"`), map })).toHaveLength(1)
    },
  )
})

describe('the host of a file', () => {
  const knownSecrets = [known(key, 'VITE_OPENAI_API_KEY')]
  const page: ClientFile = { path: 'dist/a.html', content: key, kind: 'markup' }

  it('explains that file alone', async () => {
    const next: HostFacts = { root: '/app', hostName: 'Next.js', publicPrefixes: ['NEXT_PUBLIC_'] }
    const files = [script(key), { ...script(key, 'dist/b.js'), host: next }]
    const { findings: found } = await audit(files, { knownSecrets }, vite)
    expect(found.map(({ cause, why }) => [cause, why])).toEqual([
      ['public-prefix', 'Vite copies every variable that begins with VITE_ into the page.'],
      ['unknown', 'Bundlers copy variables that begin with VITE_ into the page.'],
    ])
  })

  it.each([
    ['public-prefix', script(key), vite],
    ['public-prefix', page, vite],
    ['html', page, { ...vite, publicPrefixes: ['PUBLIC_'] }],
    ['unknown', script(key), { root: '/app' }],
    ['plugin', script(key), { ...vite, modulesOf: () => [] }],
  ] as const)('makes the cause %s', async (cause, file, host) => {
    expect(await findings(file, { knownSecrets }, host)).toMatchObject([{ rule: 'public-env', cause }])
  })

  it.each([
    [{}, '`define` replaces `process.env.OPENAI_API_KEY` by the value while Parcel builds.'],
    [
      { inlinesAnyVariable: true },
      'Parcel replaces every variable that client code reads by its value, whatever it is called.',
    ],
  ])('tells how it copies a variable without a prefix: %j', async (more, why) => {
    const source = 'const a = process.env.OPENAI_API_KEY'
    const map = { version: 3, sources: ['../a.js'], sourcesContent: [source], names: [], mappings: 'AAAU' }
    const host: HostFacts = { root: '/app', hostName: 'Parcel', publicPrefixes: [], ...more, mapOf: () => map }
    const secrets = { knownSecrets: [known(key, 'OPENAI_API_KEY')] }
    expect(await findings(script(key), secrets, host)).toMatchObject([{ rule: 'env-value', cause: 'define', why }])
  })
})

describe('policy', () => {
  it.each<[string, KeyfenceConfig]>([
    ['detector', { allow: [{ detector: 'openai-project-key', reason: 'demo' }] }],
    ['rule and path', { allow: [{ rule: 'key-literal', path: 'dist/*.js', reason: 'demo' }] }],
    ['end', { allow: [{ rule: 'key-literal', reason: 'demo', expires: '2026-11-25' }] }],
  ])('lets a finding stay by %s', async (_name, config) => {
    expect(await findings(script(`"${key}"`), { config })).toEqual([])
  })

  it('lets a finding stay by its fingerprint', async () => {
    const [finding] = await findings(script(`"${key}"`))
    const config = { allow: [{ fingerprint: finding!.fingerprint, reason: 'demo' }] }
    expect(await findings(script(`f("${key}")`, 'elsewhere.js'), { config })).toEqual([])
  })

  it('says when an entry has expired', async () => {
    const config: KeyfenceConfig = { allow: [{ rule: 'key-literal', reason: 'demo', expires: '2026-11-24' }] }
    const [finding] = await findings(script(`"${key}"`), { config })
    expect(finding?.message).toContain(' The allow entry for it expired on 2026-11-24.')
  })

  it('reads comments of the source', async () => {
    const host: HostFacts = {
      ...vite,
      modulesOf: () => [{ id: '/app/src/a.ts', bytes: 1 }],
      source: () => `// keyfence-allow openai-project-key -- demo\nf("${key}")`,
    }
    expect(await findings(script(`"${key}"`), {}, host)).toEqual([])
  })
})

describe('scan', () => {
  it('takes every secret of a text for a literal of it', () => {
    const found = createFence().scan(`// ${groq}\nf("${key}")`, { path: 'src/a.ts' })
    expect(found.map(({ rule, cause, origin }) => [rule, cause, origin])).toEqual([
      ['key-literal', 'comment', { path: 'src/a.ts', line: 1, column: 4 }],
      ['key-literal', 'literal', { path: 'src/a.ts', line: 2, column: 4 }],
    ])
  })

  it('reads bytes, and calls a text without a path "text"', () => {
    expect(createFence().scan(Buffer.from(`"${key}"`))[0]?.location.path).toBe('text')
  })

  it('obeys comments', () => {
    expect(createFence().scan(`f("${key}") // keyfence-allow key-literal -- a test`)).toEqual([])
  })
})

describe('errors', () => {
  it('refuses a detector of the configuration that cannot work', () => {
    // Configuration files in JavaScript are not type-checked.
    const config = JSON.parse('{"detectors":{"add":[{"id":"acme-key"}]}}') as KeyfenceConfig
    expect(() => createFence({ config })).toThrowErrorMatchingInlineSnapshot(
      `[KeyfenceError: Detector "acme-key": \`prefixes\` must be a list of texts.]`,
    )
  })

  it('names what failed, and how to go on', async () => {
    const host: HostFacts = {
      ...vite,
      modulesOf: () => {
        throw new TypeError('no such chunk')
      },
    }
    const error = await audit([script(`"${key}"`)], {}, host).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(KeyfenceError)
    expect(error).toMatchInlineSnapshot(
      `[KeyfenceError: keyfence failed while it checked the output, so nothing is known to be clean. Report this: TypeError: no such chunk]`,
    )
  })
})

describe('a compressed file', () => {
  it('counts what it inflates to', async () => {
    const text = 'f()\n'.repeat(100)
    expect(gzipSync(text).length).toBeLessThan(text.length)
    const report = await audit([{ ...script(Buffer.from(text), 'a.js.gz'), compression: 'gzip' }])
    expect(report.summary.bytes).toBe(400)
  })
})
