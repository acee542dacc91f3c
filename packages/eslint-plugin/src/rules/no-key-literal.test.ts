import { catalogue, fakeKey } from '@keyfence/core'
import json from '@eslint/json'
import { describe, expect, it } from 'vitest'
import { testRule } from '../test-rule.ts'
import { noKeyLiteral } from './no-key-literal.ts'

const sample = (id: string, seed = 1) =>
  fakeKey(catalogue.find((detector) => detector.id === id)!.examples.match[0]!, seed)
const openai = sample('openai-project-key')
const groq = sample('groq-api-key')
const google = sample('google-api-key')
const half = Math.floor(openai.length / 2)
const [left, right] = [openai.slice(0, half), openai.slice(half)]
const escaped = Array.from(openai)
  .map((character) => `\\x${character.charCodeAt(0).toString(16)}`)
  .join('')
const codes = Array.from(groq)
  .map((character) => character.charCodeAt(0))
  .join(', ')
const reversed = Array.from(groq).reverse().join('')

const inLiteral = (place: string) =>
  `OpenAI project API key in ${place} (\`sk-proj-…\`, ${openai.length} characters). Read it from the environment on the server, and revoke this one.`
const inPieces = `OpenAI project API key in pieces that this joins (\`sk-proj-…\`, ${openai.length} characters). Read it from the environment on the server, and revoke this one.`
const useEnvironment = (output: string) => [
  {
    desc: 'Read it from `process.env.OPENAI_API_KEY`, and revoke this one.',
    output,
  },
]

/** Pieces and what a program makes of them. */
const third = Math.floor(openai.length / 3)
const [one, two, three] = [openai.slice(0, third), openai.slice(third, 2 * third), openai.slice(2 * third)]
const hex = Buffer.from(groq).toString('hex')
const built: readonly (readonly [name: string, code: string])[] = [
  ['both arms of a condition', `f('${left}' + (isTest ? '${right}' : ''))`],
  ['the other arm of a condition', `f('${left}' + (isTest ? 'x' : '${right}'))`],
  ['a default of `??`', `f(given ?? '${left}' + '${right}')`],
  ['a default of `||` in a template', `f(\`\${given || '${left}'}${right}\`)`],
  ['parts that are not known around it', `f(\`\${host}/v1?key=\${'${left}'}${right}&x=\${y}\`)`],
  ['three constants', `const a = '${one}', b = '${two}'; const c = a + b; f(c + '${three}')`],
  ['a variable that is written once', `let a = '${left}'; let b; b = '${right}'; f(a + b)`],
  ['a variable that grows', `let a = '${left}'; a += '${right}'; f(a)`],
  ['a template with new lines around', `f(\`\n\${'${left}'}${right}\n\`)`],
  ['concat', `f('${left}'.concat('${right}'))`],
  ['concat of lists', `f(['${left}'].concat(['${right}']).join(''))`],
  ['join of a constant list', `const parts = ['${one}', '${two}', '${three}'] as const; f(parts.join(''))`],
  ['items of a list', `const parts = ['${left}', '${right}']; f(parts[0] + parts[1])`],
  ['members of an object', `const o = { a: '${left}', b: { c: '${right}' } } as const; f(o.a + o.b.c)`],
  ['a frozen object', `const o = Object.freeze({ a: '${left}' }); f(o['a'] + '${right}')`],
  ['a member that is written', `const o = {}; o.a = '${left}'; f(o.a + '${right}')`],
  ['an enum', `enum Keys { A = '${left}', B = '${right}' } f(Keys.A + Keys.B)`],
  ['static fields', `class K { static a = '${left}'; static b = '${right}' } f(K.a + K.b)`],
  ['fields', `class K { a = '${left}'; get() { return this.a + '${right}' } }`],
  ['destructured names', `const { a, b: [c] = [''] } = { a: '${left}' }; f(a + '${right}')`],
  ['a destructured list', `const [a, b] = ['${left}', '${right}']; f(a + b)`],
  ['a default parameter', `function f(a = '${left}') { return a + '${right}' }`],
  ['a destructured default', `function f({ a = '${left}' } = {}) { return a + '${right}' }`],
  ['types around', `f(('${left}' as string) + ('${right}' satisfies string)!)`],
  ['a tagged template', `f(raw\`${left}\${'${right}'}\`)`],
  ['String.raw', `f(String.raw\`${left}\${'${right}'}\`)`],
  ['replace', `f('${left}#${right}'.replace('#', ''))`],
  ['slice', `f('xx${left}'.slice(2) + '${right}')`],
  ['JSX', `const a = '${left}'; f(<Chat apiKey={a + '${right}'} />)`],
  ['an object key', `f({ ['${left}' + '${right}']: 1 })`],
  ['base64 in two parts', `f(atob('${btoa(openai).slice(0, 60)}' + '${btoa(openai).slice(60)}'))`],
  ['base64 of Buffer', `f(Buffer.from('${btoa(groq)}'.slice(0), 'base64').toString())`],
  ['hexadecimal of Buffer', `f(Buffer.from('${hex.slice(0, 40)}' + '${hex.slice(40)}', 'hex').toString('utf8'))`],
  ['bytes', `f(new TextDecoder().decode(new Uint8Array([${codes}])))`],
  ['mapped character codes', `f([${codes}].map((code) => String.fromCharCode(code)).join(''))`],
  ['spread character codes', `const c = [${codes}]; f(String.fromCharCode(...c))`],
  ['single characters', `f([${Array.from(groq, (character) => `'${character}'`).join(', ')}].join(''))`],
  ['reversed lists', `const r = '${reversed}'; f(Array.from(r).reverse().join(''))`],
  ['percent signs', `f(decodeURIComponent('${left.replace('-', '%2D')}' + '${right}'))`],
]

testRule('no-key-literal built from', noKeyLiteral, {
  valid: [
    { name: 'a variable of itself', code: 'const a = a + "sk-proj-A1b2C3d4"; let b = b ? b + c : `${b}A1b2C3d4e5f6`' },
    {
      name: 'names that every object has',
      code: "f('sk-proj-A1b2C3d4' + o.constructor + 'x'.toString() + 'y'.hasOwnProperty('z'))",
    },
    { name: 'this outside of a class', code: 'f(`${this.a}A1b2C3d4e5f6`)' },
    { name: 'hundreds of parts', code: `f(${"'A1b2C3d4e5' + ".repeat(400)}'x')` },
    {
      name: 'an odd encoding',
      code: "f(Buffer.from('A1b2C3d4A1b2C3d4', 'base91').toString() + atob('A1b2C3d4***A1b2C3d4'))",
    },
    {
      name: 'allowed pieces',
      code: `f(x ? '${left}' + '${right}' : '') // keyfence-allow openai-project-key -- revoked`,
    },
  ],
  invalid: built.map(([name, code]) => ({ name, code, errors: 1 })),
})

testRule('no-key-literal', noKeyLiteral, {
  valid: [
    { name: 'no key', code: 'const key = process.env.OPENAI_API_KEY' },
    { name: 'prefix alone', code: "key.startsWith('sk-proj-')" },
    { name: 'a pattern of keys', code: 'const shape = /^sk-proj-[A-Za-z0-9]{20,}$/u' },
    { name: 'a placeholder', code: "const key = 'sk-proj-your-key-goes-here'" },
    { name: 'prefix inside of a word', code: `const id = 'ta${openai}'` },
    { name: 'publishable', code: `loadStripe('${sample('stripe-publishable-key')}')` },
    { name: 'undecided format', code: `start('${google}')` },
    { name: 'comment switched off', code: `// ${openai}`, options: [{ checkComments: false }] },
    { name: 'pieces switched off', code: `f('${left}' + '${right}')`, options: [{ checkFolded: false }] },
    { name: 'allowed by a comment above', code: `// keyfence-allow openai-project-key -- revoked\nf('${openai}')` },
    {
      name: 'allowed pieces by a comment above',
      code: `// keyfence-allow openai-project-key -- revoked\nf('${left}' + '${right}')`,
    },
    {
      name: 'allowed by the policy',
      code: `f('${openai}')`,
      filename: 'test/data.js',
      settings: { keyfence: { allow: [{ path: 'test/**', reason: 'revoked' }] } },
    },
    {
      name: 'detector switched off',
      code: `f('${groq}')`,
      settings: { keyfence: { detectors: { off: ['groq-api-key'] } } },
    },
    {
      name: 'rule switched off',
      code: `f('${openai}')`,
      settings: { keyfence: { severity: { 'key-literal': 'off' } } },
    },
    { name: 'pieces of something else', code: "const text = 'sk-' + 'proj' + name + `${a}-${b}`" },
    { name: 'huge text from little', code: "const text = 'a'.repeat(1e8) + 'b'" },
  ],
  invalid: [
    {
      name: 'whole string on the server',
      code: `const key = '${openai}'`,
      filename: 'server/chat.ts',
      errors: [
        {
          message: inLiteral('a string'),
          line: 1,
          column: 14,
          endLine: 1,
          endColumn: 14 + openai.length,
          suggestions: useEnvironment('const key = process.env.OPENAI_API_KEY'),
        },
      ],
    },
    {
      name: 'whole string in client code gets no suggestion',
      code: `'use client'\nconst key = "${openai}"`,
      errors: [{ message: inLiteral('a string'), line: 2, column: 14 }],
    },
    {
      name: 'whole template',
      code: `const key = \`${openai}\``,
      filename: 'scripts/ask.ts',
      errors: [
        {
          message: inLiteral('a string'),
          column: 14,
          suggestions: useEnvironment('const key = process.env.OPENAI_API_KEY'),
        },
      ],
    },
    {
      name: 'JSX attribute gets braces',
      code: `<Chat apiKey="${openai}" />`,
      filename: 'server/render.tsx',
      errors: [
        { message: inLiteral('a string'), suggestions: useEnvironment('<Chat apiKey={process.env.OPENAI_API_KEY} />') },
      ],
    },
    {
      name: 'whole string where the side is not known gets no suggestion',
      code: `const key = '${openai}'`,
      errors: [{ message: inLiteral('a string') }],
    },
    {
      name: 'part of a string',
      code: `const header = 'Bearer ${openai}'`,
      errors: [{ message: inLiteral('a string'), column: 24 }],
    },
    {
      name: 'tagged template, type, enum, import and key get no suggestion',
      code: `raw\`${openai}\`\ntype Key = '${openai}'\nenum Keys { One = '${openai}' }\nimport '${openai}'\nf({ '${openai}': 1 })`,
      errors: [1, 2, 3, 4, 5].map((line) => ({ message: inLiteral('a string'), line })),
    },
    { name: 'JSX text', code: `<p>${openai}</p>`, errors: [{ message: inLiteral('JSX text'), column: 4 }] },
    { name: 'line comment', code: `// old: ${openai}`, errors: [{ message: inLiteral('a comment'), column: 9 }] },
    {
      name: 'block comment',
      code: `/*\n ${openai} */`,
      errors: [{ message: inLiteral('a comment'), line: 2, column: 2 }],
    },
    {
      name: 'regular expression',
      code: `/${openai}/u.test(x)`,
      errors: [{ message: inLiteral('a regular expression') }],
    },
    {
      name: 'escapes',
      code: `f('${escaped}')`,
      filename: 'server/chat.ts',
      errors: [
        {
          message: inLiteral('a string'),
          column: 4,
          endColumn: 4 + escaped.length,
          suggestions: useEnvironment('f(process.env.OPENAI_API_KEY)'),
        },
      ],
    },
    {
      name: 'the same key twice',
      code: `f('a ${openai}')\nf('b ${openai}')`,
      errors: [
        { message: inLiteral('a string'), line: 1 },
        { message: inLiteral('a string'), line: 2 },
      ],
    },
    {
      name: 'Windows line ends',
      code: `f()\r\nf('a ${openai}')`,
      errors: [{ message: inLiteral('a string'), line: 2, column: 6 }],
    },
    {
      name: 'byte order mark',
      code: `\uFEFFf('a ${openai}')`,
      errors: [{ message: inLiteral('a string'), line: 1, column: 6 }],
    },
    {
      name: 'astral characters before it',
      code: `f('😀 ${openai}')`,
      errors: [{ message: inLiteral('a string'), column: 7 }],
    },
    {
      name: 'undecided format on demand',
      code: `start('${google}')`,
      filename: 'src/client.client.ts',
      options: [{ checkUndecided: true }],
      errors: [
        {
          message:
            'Google API key in a string (`AIza…`, 39 characters), public or secret by what it may do. Restrict it, or keep it on the server.',
        },
      ],
    },
    {
      name: 'an allow entry that expired',
      code: `f('a ${openai}')`,
      settings: {
        keyfence: { allow: [{ detector: 'openai-project-key', reason: 'rotation', expires: '2020-01-31' }] },
      },
      errors: [{ message: `${inLiteral('a string')} The allow entry for it expired on 2020-01-31.` }],
    },
    {
      name: 'concatenation',
      code: `f(\n  '${left}' +\n    '${right}',\n)`,
      errors: [{ message: inPieces, line: 2, column: 3, endLine: 3 }],
    },
    {
      name: 'constants',
      code: `const a = '${left}'\nconst b = '${right}'\nf(a + b + '')`,
      errors: [{ message: inPieces, line: 3, column: 3 }],
    },
    {
      name: 'template',
      code: `const a = '${left}'\nf(\`Bearer \${a}${right}\`)`,
      errors: [{ message: inPieces, line: 2 }],
    },
    { name: 'join', code: `f(['${left}', '${right}'].join(''))`, errors: [{ message: inPieces, column: 3 }] },
    { name: 'character codes', code: `f(String.fromCharCode(${codes}))`, errors: [{ messageId: 'keyInLiteral' }] },
    { name: 'reversed', code: `f([...'${reversed}'].reverse().join(''))`, errors: [{ messageId: 'keyInPieces' }] },
    {
      name: 'split and reversed',
      code: `f('${reversed}'.split('').reverse().join(''))`,
      errors: [{ messageId: 'keyInPieces' }],
    },
    { name: 'base64', code: `f(atob('${btoa(openai)}'))`, errors: [{ message: inLiteral('a string'), column: 9 }] },
    {
      name: 'a whole key that is also joined counts once',
      code: `const key = 'x ${openai}'\nf('Bearer ' + key)`,
      errors: [{ message: inLiteral('a string'), line: 1 }],
    },
    {
      name: 'pieces that are joined twice count once',
      code: `const key = '${left}' + '${right}'\nf('Bearer ' + key)`,
      errors: [{ message: inPieces, line: 1 }],
    },
  ],
})

describe('no-key-literal in other languages', () => {
  it('reports the exact place in JSON', async () => {
    const { Linter } = await import('eslint')
    const messages = new Linter().verify(
      `{\n  "key": "${openai}"\n}`,
      [
        {
          files: ['**/*.json'],
          plugins: { json, keyfence: { rules: { 'no-key-literal': noKeyLiteral } } },
          language: 'json/json',
          rules: { 'keyfence/no-key-literal': 'error' },
        },
      ],
      'config.json',
    )
    expect(messages.map(({ line, column, message }) => ({ line, column, message }))).toEqual([
      { line: 2, column: 11, message: inLiteral('this file') },
    ])
  })
})
