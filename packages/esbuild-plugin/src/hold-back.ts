import type { BuildOptions, PluginBuild } from 'esbuild'

/** What the user wants of the options that keyfence holds. */
export interface Wanted {
  /** As the user set it; whatever that is, esbuild judges it. */
  write: unknown
  /** As the user set it. */
  metafile: unknown
}

interface Hold {
  readonly wanted: Wanted
  /** Says of each build that has yet to send these options to esbuild whether its output is held back now. */
  readonly holders: Set<() => boolean>
}

const held = { write: false, metafile: true } as const
const names = ['write', 'metafile'] as const

/** One object of options may be given to several builds at once, so what it said is kept beside it. */
const holds = new WeakMap<BuildOptions, Hold>()

/**
 * Makes esbuild keep its output in memory and describe it, while `isHolding` says so. Other plugins read what the user
 * set, and may go on setting it: what they set counts as what the user wants.
 *
 * @throws {TypeError} The object is frozen.
 */
export function holdBack(options: BuildOptions, isHolding: () => boolean): Wanted {
  const hold = holds.get(options) ?? {
    wanted: { write: options.write, metafile: options.metafile },
    holders: new Set<() => boolean>(),
  }
  if (!holds.has(options)) {
    for (const name of names) {
      Object.defineProperty(options, name, {
        configurable: true,
        enumerable: true,
        get: () => ([...hold.holders].some((holds) => holds()) ? held[name] : hold.wanted[name]),
        set: (value: unknown) => {
          hold.wanted[name] = value
        },
      })
    }
    holds.set(options, hold)
  }
  hold.holders.add(isHolding)
  return hold.wanted
}

/** Gives the options back as they were. esbuild has read them by now; the user may build with them again. */
export function release(options: BuildOptions, isHolding: () => boolean): void {
  const hold = holds.get(options)
  if (hold === undefined || !hold.holders.delete(isHolding) || hold.holders.size > 0) return
  holds.delete(options)
  for (const name of names) {
    const value = hold.wanted[name]
    if (value === undefined) Reflect.deleteProperty(options, name)
    else Object.defineProperty(options, name, { configurable: true, enumerable: true, writable: true, value })
  }
}

/**
 * Whether the setups of all plugins have run. esbuild reads the options right after them, and only then `resolve` gets
 * as far as its arguments. Anything unexpected counts as yes: the output is then held back too early, not too late.
 */
export function isSetupDone({ resolve }: Pick<PluginBuild, 'resolve'>): boolean {
  try {
    // Without a path: what is asked for is the error.
    const answer: unknown = Reflect.apply(resolve, undefined, [])
    Promise.resolve(answer).catch(() => undefined)
    return true
  } catch (error) {
    return !(error instanceof Error && error.message.includes('before plugin setup has completed'))
  }
}
