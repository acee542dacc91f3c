/** A fenced block of code. */
export interface Block {
  readonly language: string
  /** From `title="…"`; empty without it. */
  readonly title: string
  /** The exit code that `run exit=…` names; undefined for a block that is not run. */
  readonly exitCode: number | undefined
  readonly code: string
  /** One-based line of its opening fence. */
  readonly line: number
}

const fence = /^(?<indent> *)```(?<info>[^\n`]*)\n(?<code>[\s\S]*?)^\k<indent>```[ \t]*$/gmu

/** Fenced blocks, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(fence)].map(({ groups, index }) => {
    const info = groups?.['info'] ?? ''
    const exitCode = /\brun exit=(?<code>\d)/u.exec(info)?.groups?.['code']
    return {
      language: /^\S*/u.exec(info)?.[0] ?? '',
      title: /title="(?<title>[^"]+)"/u.exec(info)?.groups?.['title'] ?? '',
      exitCode: exitCode === undefined ? undefined : Number(exitCode),
      code: groups?.['code'] ?? '',
      line: page.slice(0, index).split('\n').length,
    }
  })
}

/** Targets of links and images, in Markdown and in HTML, outside of code. */
export function linksOf(page: string): string[] {
  const text = withoutCode(page)
  const markdown = [...text.matchAll(/\]\((?<url>[^)\s]+)(?:\s+"[^"]*")?\)/gu)]
  const html = [...text.matchAll(/\b(?:href|src|srcset)="(?<url>[^"\s]+)"/gu)]
  return [...markdown, ...html].map(({ groups }) => groups?.['url'] ?? '')
}

/** Anchors of the headings, as the forge makes them. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>()
  for (const { groups } of page.replace(fence, '').matchAll(/^#{1,6} (?<title>[^\n]+)$/gmu)) {
    const anchor = slug(groups?.['title'] ?? '')
    let unique = anchor
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`
    anchors.add(unique)
  }
  for (const { groups } of page.matchAll(/<a (?:id|name)="(?<id>[^"]+)"/gu)) anchors.add(groups?.['id'] ?? '')
  return anchors
}

function slug(title: string): string {
  return title
    .replace(/!?\[(?<text>[^\]]*)\]\([^)]*\)/gu, '$<text>')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .trim()
    .replace(/\s/gu, '-')
}

function withoutCode(page: string): string {
  return page.replace(fence, '').replace(/(?<ticks>`+)[^`][\s\S]*?\k<ticks>(?!`)/gu, '')
}
