import { describe, expect, it } from 'vitest'
import { inlineAllow } from './inline-allow.ts'

const names = ['groq-api-key', 'key-literal']

function reasonFor(source: string, path = 'src/a.ts'): string | undefined {
  return inlineAllow({ path, source, span: { start: source.indexOf('KEY') } }, names)?.entry.reason
}

describe('inlineAllow', () => {
  it.each([
    ['on the line', 'a\nf(KEY) // keyfence-allow groq-api-key -- demo key\nb', 'demo key'],
    ['on the line above', '// keyfence-allow key-literal -- demo key\nf(KEY)', 'demo key'],
    ['in front of it', '/* keyfence-allow groq-api-key -- demo */ f(KEY)', 'demo */ f(KEY)'],
    ['with Windows line ends', '// keyfence-allow key-literal -- demo key\r\nf(KEY)', 'demo key\r'],
    ['in HTML', '<!-- keyfence-allow groq-api-key -- demo -->\n<b>KEY</b>', 'demo -->'],
    ['with more space', '//keyfence-allow   groq-api-key   --   demo\nKEY', 'demo'],
    ['on the last line', '// keyfence-allow key-literal -- x\nKEY', 'x'],
    [
      'below a comment about another key',
      'g(1) // keyfence-allow other-key -- a\nf(KEY) // keyfence-allow key-literal -- b',
      'b',
    ],
  ])('reads a comment %s', (_name, source, reason) => {
    expect(reasonFor(source)).toBe(reason)
  })

  it.each([
    ['two lines above', '// keyfence-allow key-literal -- demo\n\nf(KEY)'],
    ['on the line below', 'f(KEY)\n// keyfence-allow key-literal -- demo'],
    ['without a reason', '// keyfence-allow key-literal --\nf(KEY)'],
    ['without a reason, before more code', '// keyfence-allow key-literal -- \nf(KEY)'],
    ['without dashes', '// keyfence-allow key-literal demo\nf(KEY)'],
    ['without a name', '// keyfence-allow -- demo\nf(KEY)'],
    ['about another detector', '// keyfence-allow openai-project-key -- demo\nf(KEY)'],
    ['about a part of the name', '// keyfence-allow groq-api -- demo\nf(KEY)'],
  ])('passes over a comment %s', (_name, source) => {
    expect(reasonFor(source)).toBeUndefined()
  })

  it.each(['node_modules/a/index.js', '/x/node_modules/a/index.js'])('does not let a package speak: %s', (path) => {
    expect(reasonFor('KEY // keyfence-allow key-literal -- trust me', path)).toBeUndefined()
  })

  it.each([
    { path: null, source: 'KEY', span: { start: 0 } },
    { path: 'a.ts', source: null, span: { start: 0 } },
    { path: 'a.ts', source: 'KEY', span: null },
  ])('needs a path, a source and a place', (place) => {
    expect(inlineAllow(place, names)).toBeUndefined()
  })
})
