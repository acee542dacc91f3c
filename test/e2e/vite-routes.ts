import { join } from 'node:path'
import { keys } from './cases.ts'
import { filesThatHold, shownPieces, writeProject, type ProjectFiles } from './project.ts'
import { causeAndOrigin, tryBuild, type Build } from './vite-hosts.ts'

const key = keys.openai

/** A way by which a build writes a secret. */
export interface Route {
  readonly name: string
  /** Beside a page and an entry that leak nothing. */
  readonly files: ProjectFiles
  readonly config?: (root: string) => object
  /** `cause origin` of every finding, once each. */
  readonly expected: readonly string[]
  /** Where some versions differ: what they find instead; nothing means that they write no secret. */
  readonly except?: Readonly<Record<string, readonly string[]>>
  /** What leaks, where it is not the key of OpenAI. */
  readonly secret?: string
}

/** A page with the entry `/src/main.js`. */
export const page = (head: string, body = '') =>
  `<!doctype html>\n<html>\n  <head>${head}</head>\n  <body>${body}<script type="module" src="/src/main.js"></script></body>\n</html>\n`

/** Too large to be put into the code that imports it. */
export const big = (text: string) => `${text}\n${'x'.repeat(5000)}\n`

const base: ProjectFiles = { 'index.html': page(''), 'src/main.js': `document.title = 'x'\n` }

/** What a build has to do: find all of it, say nothing of the secret and leave nothing of it below `dist`. */
export function expectedOf(version: string, { expected, except = {} }: Route): object {
  return { findings: except[version] ?? expected, shown: [], onDisk: [] }
}

/** What a build does. */
export async function outcomeOf(version: string, build: Build, route: Route): Promise<object> {
  const { name, files, config, secret = key } = route
  const root = writeProject(`routes/${version}/${name}`, { ...base, ...files })
  const { report, error, message } = await tryBuild(build, root, config?.(root) ?? {})
  if (report === undefined && error !== undefined)
    throw new Error(`The build failed, but not by keyfence: ${message}`, { cause: error })
  const said = message + JSON.stringify(report ?? null)
  return {
    findings: [...new Set((report?.findings ?? []).map(causeAndOrigin))],
    shown: shownPieces(said, secret, secret === key ? 'sk-proj-' : ''),
    onDisk: filesThatHold(join(root, 'dist'), secret),
  }
}
