import { describe, expect, it } from 'vitest'
import { isBuilt } from './built-text.ts'

const minified = 'function a(b){return b.c(d=>{e(d)})};'.repeat(400)
const source = 'import { a } from "b"\nexport function c() {\n  return a()\n}\n'

describe('isBuilt', () => {
  it.each([
    ['code on one line', minified],
    ['code on one line behind a banner', `/* (c) Acme\n * MIT\n */\n${minified}\n`],
    ['code on a few long lines', `${minified}\n${minified}\n`],
  ])('is true for %s', (_name, text) => {
    expect(isBuilt(text)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['source', source.repeat(400)],
    ['source with a picture in it', `${source}const d = "data:image/png;base64,${'iVBORw0KGgo'.repeat(2000)}"\n`],
    ['source with a list of texts in one line', `${source}const words = [${'"lorem", "ipsum", '.repeat(2000)}]`],
    ['much source with a minified script in it', `${source.repeat(800)}const e = \`${minified}\`\n`],
    ['a short line', minified.slice(0, 5000)],
  ])('is false for %s', (_name, text) => {
    expect(isBuilt(text)).toBe(false)
  })
})
