import type { Framework } from './framework.ts'
import type { Package } from './packages.ts'

/** One call of a framework's build command in a script of `package.json`. */
export interface BuildCall {
  readonly text: string
  /** Folder that it is called with, relative to the package. */
  readonly root: string | undefined
}

/**
 * Calls of the framework's build command that build for clients.
 *
 * @returns Undefined when it is called, but for servers only; empty when no script calls it.
 */
export function buildCalls({ command, serverCommand }: Framework, { scripts }: Package): BuildCall[] | undefined {
  if (command === undefined) return []
  const parts = [...scripts.values()].flatMap((script) => script.split(/&&|\|\|?|;/u))
  const calls = parts.filter((part) => command.test(part))
  const client = calls.filter((part) => serverCommand?.test(part) !== true)
  if (calls.length > 0 && client.length === 0) return undefined
  return client.map((text) => ({ text: text.trim(), root: command.exec(text)?.groups?.['root'] }))
}

/** What stands behind a flag of a call: `--flag value`, `--flag=value`, in quotes or not. */
export function flagValue({ text }: BuildCall, flags: readonly string[]): string | undefined {
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/gu) ?? []
  for (const [index, word] of words.entries()) {
    const [name = '', ...value] = word.split('=')
    if (!flags.includes(name)) continue
    const found = value.length > 0 ? value.join('=') : words[index + 1]
    if (found !== undefined) return found.replace(/["']/gu, '')
  }
  return undefined
}

/** What a call sets a variable to, as `NAME=value` before the command. */
export function variableValue({ text }: BuildCall, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}=(?<value>\\S+)`, 'u').exec(text)?.groups?.['value']?.replace(/["']/gu, '')
}
