import { describe, expect, it } from 'vitest'
import { exportsOf } from '../../scripts/docs/declarations.js'
import { generatedPages } from '../../scripts/docs/pages.js'
import { anchorsOf } from './markdown.ts'
import { readPage } from './pages.ts'

const exported = exportsOf('core/dist/index.d.ts')
const valuesOf = (name: string) => exported.find((entry) => entry.name === name)?.values ?? []

describe('generated pages', async () => {
  it.each(await generatedPages())('$path says what the code says', async ({ path, text }) => {
    await expect(text).toMatchFileSnapshot(`../../${path}`)
  })
})

describe('docs/guide/causes.md', () => {
  const page = readPage('docs/guide/causes.md')
  const sections = page.split(/^## /mu).slice(1)

  it('has a section for every cause, and for nothing else', () => {
    expect(valuesOf('Cause')).toContain('public-prefix')
    expect(sections.map((section) => section.split('\n')[0])).toEqual(valuesOf('Cause'))
    expect([...anchorsOf(page)]).toEqual(expect.arrayContaining(valuesOf('Cause')))
  })

  it('says of every cause what happened, how to see it and how to mend it', () => {
    const parts = sections.map((section) => section.match(/^\*\*[^*]+\*\*/gmu))
    expect(new Set(parts.map((part) => part?.join(' ')))).toEqual(
      new Set(['**What happened.** **See it.** **Mend it.**']),
    )
  })

  it('names every rule of a finding', () => {
    const rows = [...page.matchAll(/^\| `(?<rule>[a-z-]+)` /gmu)].map(({ groups }) => groups?.['rule'])
    expect(rows).toEqual(valuesOf('Rule'))
  })
})

describe('docs/reference/errors.md', () => {
  it('has a row for every error code', () => {
    const page = readPage('docs/reference/errors.md')
    const rows = [...page.matchAll(/^\| `(?<code>KF_\w+)` /gmu)].map(({ groups }) => groups?.['code'])
    expect(rows.length).toBeGreaterThan(5)
    expect(rows).toEqual(expect.arrayContaining(valuesOf('ErrorCode')))
  })
})
