import type { Finding, Report } from '@keyfence/core'
import { keyfence } from '@keyfence/vite-plugin'
import * as vite8 from 'vite'
import * as vite5 from 'vite-5'
import * as vite6 from 'vite-6'
import * as vite7 from 'vite-7'
import { reportOf } from './adapters/adapter.ts'

/** `build` of any version: their types differ, and the tests pass what all of them take. */
export type Build = (config: object) => Promise<unknown>

/** Every supported major version. */
export const versions = [
  { version: 'Vite 8', build: vite8.build as Build },
  { version: 'Vite 7', build: vite7.build as Build },
  { version: 'Vite 6', build: vite6.build as Build },
  { version: 'Vite 5', build: vite5.build as Build },
]

/** What a build came to. */
export interface Outcome {
  /** Undefined when keyfence did not stop it. */
  readonly report: Report | undefined
  /** Of another plugin, or of Vite. */
  readonly error: unknown
  /** Everything that was said. */
  readonly message: string
}

/** What the tests say to a build. */
export interface BuildConfig {
  readonly configFile?: undefined
  readonly define?: object
  readonly plugins?: readonly unknown[]
  readonly build?: object
}

/** A logger that keeps what it is told. */
export function listen(): { readonly lines: string[]; readonly customLogger: object } {
  const lines: string[] = []
  const note = (text: string) => {
    lines.push(text)
  }
  const customLogger = {
    info: note,
    warn: note,
    warnOnce: note,
    error: note,
    clearScreen: () => undefined,
    hasErrorLogged: () => false,
    hasWarned: false,
  }
  return { lines, customLogger }
}

/** Builds with keyfence first in the list, unless the plugins bring one. */
export async function tryBuild(build: Build, root: string, config: BuildConfig = {}): Promise<Outcome> {
  const { lines, customLogger } = listen()
  const own = config.plugins ?? []
  const isOurs = (plugin: unknown) => (plugin as { name?: string } | undefined)?.name?.startsWith('keyfence') === true
  const plugins = own.flat(2).some(isOurs) ? own : [keyfence(), ...own]
  try {
    await build({ root, configFile: false, customLogger, ...config, plugins, build: { ...config.build } })
    return { report: undefined, error: undefined, message: lines.join('\n') }
  } catch (error) {
    const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
    return { report: reportOf(error), error, message: `${text}\n${lines.join('\n')}` }
  }
}

/** The same for a build that keyfence has to stop. */
export async function buildAndFail(
  build: Build,
  root: string,
  config: BuildConfig = {},
): Promise<{ readonly report: Report; readonly message: string }> {
  const { report, error, message } = await tryBuild(build, root, config)
  if (report !== undefined) return { report, message }
  if (error === undefined) throw new Error(`The build passed. It said: ${message}`)
  throw new Error(`The build failed, but not by keyfence: ${message}`, { cause: error })
}

/** `cause path:line:column` of a finding, or its cause alone. */
export function causeAndOrigin({ cause, origin }: Finding): string {
  return origin === null
    ? cause
    : `${cause} ${[origin.path, origin.line, origin.column].filter((part) => part !== null).join(':')}`
}
