import type { BuildOptions } from 'esbuild'

/** What the user wants of the options that keyfence holds. */
export interface Wanted {
  /** As the user set it; whatever that is, esbuild judges it. */
  write: unknown
  /** As the user set it. */
  metafile: unknown
}

interface Hold {
  readonly wanted: Wanted
  /** Builds that have yet to send these options to esbuild. */
  holders: number
}

const held = { write: false, metafile: true } as const
const names = ['write', 'metafile'] as const

/** One object of options may be given to several builds at once, so what it said is kept beside it. */
const holds = new WeakMap<BuildOptions, Hold>()

/**
 * Makes esbuild keep its output in memory and describe it. Other plugins may go on setting these options: what they
 * set is kept, and counts as what the user wants.
 *
 * @throws {TypeError} The object is frozen.
 */
export function holdBack(options: BuildOptions): Wanted {
  const hold = holds.get(options) ?? { wanted: { write: options.write, metafile: options.metafile }, holders: 0 }
  if (!holds.has(options)) {
    for (const name of names) {
      Object.defineProperty(options, name, {
        configurable: true,
        enumerable: true,
        get: () => held[name],
        set: (value: unknown) => {
          hold.wanted[name] = value
        },
      })
    }
    holds.set(options, hold)
  }
  hold.holders++
  return hold.wanted
}

/** Gives the options back as they were. esbuild has read them by now; the user may build with them again. */
export function release(options: BuildOptions): void {
  const hold = holds.get(options)
  if (hold === undefined || --hold.holders > 0) return
  holds.delete(options)
  for (const name of names) {
    const value = hold.wanted[name]
    if (value === undefined) Reflect.deleteProperty(options, name)
    else Object.defineProperty(options, name, { configurable: true, enumerable: true, writable: true, value })
  }
}
