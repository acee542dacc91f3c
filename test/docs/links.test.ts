import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { createFence, fakeKey } from '@keyfence/core'
import { describe, expect, it } from 'vitest'
import { anchorsOf, linksOf } from './markdown.ts'
import { pages, readPage, repository } from './pages.ts'

const all = pages()
const forge = 'https://github.com/keyfence/keyfence/blob/main/'

/** Why a link leads nowhere; undefined for one that works or leaves the repository. */
function problem(link: string, from: string): string | undefined {
  const isOwn = link.startsWith(forge)
  if (!isOwn && /^[a-z][\w+.-]*:/iu.test(link)) return undefined
  const [target = '', anchor] = (isOwn ? link.slice(forge.length) : link).split('#')
  const folder = isOwn ? '.' : posix.dirname(from)
  const path = target === '' ? from : posix.join(folder, decodeURIComponent(target))
  if (path.startsWith('..')) return 'leads out of the repository'
  if (!existsSync(join(repository, path))) return `there is no ${path}`
  if (statSync(join(repository, path)).isDirectory())
    return readdirSync(join(repository, path)).length > 0 ? undefined : `${path} is empty`
  if (anchor === undefined || !path.endsWith('.md')) return undefined
  return anchorsOf(readPage(path)).has(anchor) ? undefined : `${path} has no heading for #${anchor}`
}

describe('links', () => {
  it.each(all)('of $path lead somewhere', ({ path, text }) => {
    const dead = linksOf(text).flatMap((link) => {
      const reason = problem(link, path)
      return reason === undefined ? [] : [`${link}: ${reason}`]
    })
    expect(dead).toEqual([])
  })

  it('of messages lead to a page and its heading', async () => {
    const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 1)
    const { findings } = await createFence().audit([{ path: 'a.js', content: `"${key}"`, kind: 'script' }])
    const links = findings.flatMap(({ docsUrl, remedy }) => [
      docsUrl,
      ...remedy.flatMap((step) => step.match(/https:\S+\.md\S*/gu) ?? []),
    ])
    expect(links).toHaveLength(2)
    expect(links.map((link) => problem(link, 'docs/index.md'))).toEqual([undefined, undefined])
  })

  it('of the table of contents name every guide, reference and decision', () => {
    const named = linksOf(readPage('docs/index.md')).map((link) => posix.join('docs', link))
    const expected = all.map(({ path }) => path).filter((path) => /^docs\/(?:guide|reference|decisions)\//u.test(path))
    expect(expected.filter((path) => !named.includes(path))).toEqual([])
  })
})

describe('the reader of links and headings', () => {
  it('sees links of Markdown and HTML, and none in code', () => {
    const page = [
      '[a](b.md) ![c](d.svg) <img src="e.svg">',
      '`[f](g.md)`',
      '```md',
      '[h](i.md)',
      '```',
      '[j](k.md#l)',
    ].join('\n')
    expect(linksOf(page)).toEqual(['b.md', 'd.svg', 'k.md#l', 'e.svg'])
  })

  it('makes anchors as the forge does', () => {
    const page = '# `tsc -b`, a build\n\n```sh\n# no heading\n```\n\n## 4. Allow\n\n## 4. Allow\n'
    expect([...anchorsOf(page)]).toEqual(['tsc--b-a-build', '4-allow', '4-allow-1'])
  })
})
