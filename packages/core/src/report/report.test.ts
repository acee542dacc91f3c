import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { createFence } from '../fence.ts'
import type { ClientFile, Finding, HostFacts, KnownSecret, Report } from '../model.ts'
import { coverageLine } from './coverage.ts'
import { groupFindings } from './group.ts'
import { json } from './json.ts'
import { createPaint, visible, wrap } from './paint.ts'
import { pretty } from './pretty.ts'

const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 81)
const knownKey: KnownSecret = {
  value: key,
  match: 'anywhere',
  sources: [{ name: 'VITE_OPENAI_API_KEY', path: '.env.local', line: 3 }],
}
const clock = () => 0

const source = `import OpenAI from 'openai'

export const client = new OpenAI({
  dangerouslyAllowBrowser: true,
  apiKey: import.meta.env.VITE_OPENAI_API_KEY,
})
`
const app: HostFacts = {
  root: '/app',
  hostName: 'Vite',
  publicPrefixes: ['VITE_'],
  replacements: new Map([['import.meta.env.VITE_OPENAI_API_KEY', JSON.stringify(key)]]),
  entries: () => ['/app/index.html'],
  importers: (id) => {
    const importer = { '/app/src/ai.ts': '/app/src/main.tsx', '/app/src/main.tsx': '/app/index.html' }[id]
    return importer === undefined ? [] : [{ id: importer, dynamic: false, line: 9, column: 5 }]
  },
  modulesOf: () => [{ id: '/app/src/ai.ts', bytes: 100 }],
  source: () => source,
  displayPath: (id) => id.replace('/app/', ''),
}
const chunk: ClientFile = { path: 'assets/index.js', kind: 'script', content: `var a=1;new A({apiKey:"${key}"})` }

async function report(
  files: Parameters<ReturnType<typeof createFence>['audit']>[0],
  host?: HostFacts,
): Promise<Report> {
  return await createFence({ knownSecrets: [knownKey], clock }).audit(files, host)
}
const plain = { colour: false, width: 80 }

describe('pretty', () => {
  it('explains one finding', async () => {
    const outcome = 'Nothing was written to dist/.'
    expect(pretty(await report([chunk], app), { ...plain, action: 'build', outcome })).toMatchInlineSnapshot(`
      "keyfence stopped this build: 1 secret would reach every visitor.
      Nothing was written to dist/.

       ✖ OpenAI project API key   sk-proj-… (164 characters)
         VITE_OPENAI_API_KEY in .env.local:3

         src/ai.ts:5:11
           3 │ export const client = new OpenAI({
           4 │   dangerouslyAllowBrowser: true,
         ▸ 5 │   apiKey: import.meta.env.VITE_OPENAI_API_KEY,
             │           ─────────────────────────────────── becomes the key itself
           6 │ })

         why   Vite copies every variable that begins with VITE_ into the page.
         path  index.html:9 → src/main.tsx:9 → src/ai.ts:5
         in    assets/index.js:1:24

         fix   1. Rename it to OPENAI_API_KEY in .env.local:3; no VITE_ in front.
               2. Call OpenAI in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://platform.openai.com/api-keys

      scanned 1 of 1 client file, 190 B, in 0 ms"
    `)
  })

  it('explains a finding without a host', async () => {
    expect(pretty(await report([chunk]), plain)).toMatchInlineSnapshot(`
      "keyfence found 1 secret that every visitor would receive.

       ✖ OpenAI project API key   sk-proj-… (164 characters)
         VITE_OPENAI_API_KEY in .env.local:3

         why   Bundlers copy variables that begin with VITE_ into the page.
         in    assets/index.js:1:24

         fix   1. Rename it to OPENAI_API_KEY in .env.local:3; no VITE_ in front.
               2. Call OpenAI in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://platform.openai.com/api-keys

      scanned 1 of 1 client file, 190 B, in 0 ms"
    `)
  })

  it('groups forty findings', async () => {
    const files = Array.from({ length: 40 }, (_, index): ClientFile => {
      const value = index % 2 === 0 ? key : fakeKey('gsk_{alnum:52}', 100 + (index % 8))
      return { path: `assets/chunk-${index}.js`, kind: 'script', content: `f("${value}");g("${value}")` }
    })
    expect(pretty(await report(files), plain)).toMatchInlineSnapshot(`
      "keyfence found 5 secrets in 40 places that every visitor would receive.

       ✖ OpenAI project API key   sk-proj-… (164 characters)
         VITE_OPENAI_API_KEY in .env.local:3

         why   Bundlers copy variables that begin with VITE_ into the page.
         in    assets/chunk-0.js:1:4
               assets/chunk-0.js:1:174
         also  assets/chunk-10.js:1:4
               assets/chunk-12.js:1:4
               assets/chunk-14.js:1:4
               and 16 more

         fix   1. Rename it to OPENAI_API_KEY in .env.local:3; no VITE_ in front.
               2. Call OpenAI in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://platform.openai.com/api-keys

       ✖ Groq API key   gsk_… (56 characters)

         why   The output holds it; no source map or module graph says where from.
         in    assets/chunk-1.js:1:4
               assets/chunk-1.js:1:66
         also  assets/chunk-17.js:1:4
               assets/chunk-25.js:1:4
               assets/chunk-33.js:1:4
               and 1 more

         fix   1. Find where the value enters client code, and take it out.
               2. Call Groq in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://console.groq.com/keys

       ✖ Groq API key   gsk_… (56 characters)

         why   The output holds it; no source map or module graph says where from.
         in    assets/chunk-11.js:1:4
               assets/chunk-11.js:1:66
         also  assets/chunk-19.js:1:4
               assets/chunk-27.js:1:4
               assets/chunk-3.js:1:4
               and 1 more

         fix   1. Find where the value enters client code, and take it out.
               2. Call Groq in a server route and fetch that:
         https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md
               3. Was a build with it ever deployed? Then it is public: revoke it
                  first, at https://console.groq.com/keys

       ✖ Groq API key  assets/chunk-13.js:1:4 and 4 more places  kf1_d1f256ea
       ✖ Groq API key  assets/chunk-15.js:1:4 and 4 more places  kf1_1069f928

      \`npx keyfence explain kf1_…\` shows one of them in full.
      Mend what was deployed first: revoke, then repair. What must wait may stay with
      a reason: npx keyfence baseline --reason "…"

      scanned 40 of 40 client files, 9.2 kB, in 0 ms"
    `)
  })

  it('says what could not be checked', async () => {
    const files = [
      { path: 'dist/a.js.gz', unreadable: 'the gzip data ends early.' },
      { ...chunk, content: 'f()' },
    ]
    expect(pretty(await report(files), { ...plain, action: 'build' })).toMatchInlineSnapshot(`
      "keyfence stopped this build: 1 client file could not be checked.

       ▲ Could not check \`dist/a.js.gz\`: the gzip data ends early.
         What was not read may hold a secret, so this is no clean result.

      scanned 1 of 2 client files, 3 B, in 0 ms"
    `)
  })

  it('says little when all is well', async () => {
    expect(pretty(await report([{ ...chunk, content: 'f()' }]), plain)).toMatchInlineSnapshot(
      `"✔ No secrets: scanned 1 of 1 client file, 3 B, in 0 ms"`,
    )
  })

  it('warns when a build with a finding may pass', async () => {
    const found = await createFence({ config: { failOn: 'never' }, clock }).audit([chunk])
    expect(pretty(found, { ...plain, action: 'build' }).split('\n')[0]).toMatchInlineSnapshot(
      `"keyfence let this build pass: 1 secret will reach every visitor."`,
    )
  })

  it('keeps every line within the width, but for words that are longer', async () => {
    for (const width of [60, 80, 100]) {
      const long = pretty(await report([chunk], app), { colour: false, width })
        .split('\n')
        .filter(
          (line) =>
            line.length > width &&
            line
              .trim()
              .split(' ')
              .every((word) => word.length + 9 < width),
        )
      expect(long).toEqual([])
    }
  })

  it('says the same with colours as without', async () => {
    const found = await report([chunk], app)
    const coloured = pretty(found, { colour: true })
    expect(coloured).toContain('\u001b[31m')
    // eslint-disable-next-line no-control-regex -- codes of colours are what is removed
    expect(coloured.replace(/\u001b\[\d+m/gu, '')).toBe(pretty(found, { colour: false }))
  })

  it('lets no foreign text drive the terminal', async () => {
    const hostile = 'src/\u001b[2J\u202e\r\na.ts'
    const found = await report(
      [
        { ...chunk, path: hostile },
        { path: hostile, unreadable: 'x\u0007' },
      ],
      {
        ...app,
        displayPath: () => hostile,
        source: () => `\u001b]0;x\u0007 f(import.meta.env.VITE_OPENAI_API_KEY) \u202e`,
      },
    )
    const finding = found.findings[0]!
    const shown = pretty(
      { ...found, findings: [{ ...finding, title: hostile, redacted: hostile, envName: hostile }] },
      plain,
    )
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u)
    expect(shown.split('\n').filter((line) => line.startsWith('a.ts'))).toEqual([])
  })
})

describe('json', () => {
  it('is the report, indented, with a line break at the end', async () => {
    const found = await report([chunk], app)
    const text = json(found)
    expect(text.endsWith('}\n')).toBe(true)
    expect(JSON.parse(text)).toEqual(found)
  })

  it('has the shape of version 1', async () => {
    const text = json(await report([chunk, { path: 'b.gz', unreadable: 'the gzip data ends early.' }], app))
    expect(text.replace(/kf1_[0-9a-f]{32}/gu, 'kf1_…')).toMatchInlineSnapshot(`
      "{
        "version": 1,
        "summary": {
          "errors": 1,
          "warnings": 0,
          "allowed": 0,
          "files": 2,
          "scanned": 1,
          "bytes": 190,
          "durationMs": 0
        },
        "verdict": "findings",
        "incomplete": [
          {
            "path": "b.gz",
            "reason": "the gzip data ends early."
          }
        ],
        "findings": [
          {
            "rule": "public-env",
            "severity": "error",
            "fingerprint": "kf1_…",
            "redacted": "sk-proj-… (164 characters)",
            "detector": "openai-project-key",
            "title": "OpenAI project API key",
            "provider": "OpenAI",
            "secrecy": "secret",
            "envName": "VITE_OPENAI_API_KEY",
            "envSource": {
              "path": ".env.local",
              "line": 3,
              "column": null
            },
            "standardEnvName": "OPENAI_API_KEY",
            "encoding": "plain",
            "location": {
              "path": "assets/index.js",
              "line": 1,
              "column": 24,
              "offset": 23,
              "length": 164,
              "unit": "utf16"
            },
            "origin": {
              "path": "src/ai.ts",
              "line": 5,
              "column": 11
            },
            "frame": {
              "firstLine": 3,
              "lines": [
                "export const client = new OpenAI({",
                "  dangerouslyAllowBrowser: true,",
                "  apiKey: import.meta.env.VITE_OPENAI_API_KEY,",
                "})"
              ],
              "marked": 2,
              "span": {
                "start": 10,
                "end": 45
              },
              "note": "becomes the key itself"
            },
            "importChain": [
              {
                "path": "index.html",
                "line": 9,
                "column": 5
              },
              {
                "path": "src/main.tsx",
                "line": 9,
                "column": 5
              },
              {
                "path": "src/ai.ts",
                "line": null,
                "column": null
              }
            ],
            "cause": "public-prefix",
            "why": "Vite copies every variable that begins with VITE_ into the page.",
            "message": "OpenAI project API key (\`sk-proj-… (164 characters)\`) in client file \`assets/index.js:1:24\`. It came from \`src/ai.ts:5:11\`. Rename it to OPENAI_API_KEY in .env.local:3; no VITE_ in front.",
            "remedy": [
              "Rename it to OPENAI_API_KEY in .env.local:3; no VITE_ in front.",
              "Call OpenAI in a server route and fetch that: https://github.com/keyfence/keyfence/blob/main/docs/guide/server-route.md",
              "Was a build with it ever deployed? Then it is public: revoke it first, at https://platform.openai.com/api-keys"
            ],
            "revokeUrl": "https://platform.openai.com/api-keys",
            "docsUrl": "https://github.com/keyfence/keyfence/blob/main/docs/guide/causes.md#public-prefix"
          }
        ]
      }
      "
    `)
  })
})

describe('groupFindings', () => {
  it('puts one secret on one line of source together, in the order of the first', async () => {
    const { findings } = await report(
      [chunk, { ...chunk, path: 'b.js' }, { ...chunk, path: 'c.js', content: `"${fakeKey('gsk_{alnum:52}', 5)}"` }],
      app,
    )
    const groups = groupFindings(findings).map(({ first, all }) => [first.location.path, all.length])
    expect(groups).toEqual([
      ['assets/index.js', 2],
      ['c.js', 1],
    ])
  })

  it('keeps apart what stands in two lines', () => {
    const finding = (line: number) =>
      ({
        rule: 'key-literal',
        title: 'x',
        envName: null,
        fingerprint: 'f',
        origin: { path: 'a', line, column: 1 },
      }) as Finding
    expect(groupFindings([finding(1), finding(2), finding(1)]).map(({ all }) => all.length)).toEqual([2, 1])
  })
})

describe('coverageLine', () => {
  it.each([
    [{ scanned: 1, files: 1, bytes: 0 }, 'scanned 1 of 1 client file, 0 B, in 3 ms'],
    [{ scanned: 2, files: 3, bytes: 999 }, 'scanned 2 of 3 client files, 999 B, in 3 ms'],
    [{ scanned: 0, files: 0, bytes: 1000 }, 'scanned 0 of 0 client files, 1.0 kB, in 3 ms'],
    [{ scanned: 9, files: 9, bytes: 1_834_021 }, 'scanned 9 of 9 client files, 1.8 MB, in 3 ms'],
  ])('of %o', (summary, line) => {
    expect(coverageLine({ summary: { errors: 0, warnings: 0, allowed: 0, durationMs: 3, ...summary } })).toBe(line)
  })
})

describe('wrap', () => {
  it.each([
    ['a b c', 3, ['a b', 'c']],
    ['aaaaaa b', 3, ['aaaaaa', 'b']],
    ['', 3, ['']],
    ['abc', 3, ['abc']],
  ])('%j at %i', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines)
  })
})

describe('visible', () => {
  it.each([
    ['a\u001b[31m', String.raw`a\u001b[31m`],
    ['a\u2028b\u202e', String.raw`a\u2028b\u202e`],
    ['é😀', 'é😀'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })
})

describe('createPaint', () => {
  it('ends every style with a full reset, or paints nothing', () => {
    expect(createPaint(true).red('x')).toBe('\u001b[31mx\u001b[0m')
    expect(createPaint(false).red('x')).toBe('x')
  })
})
