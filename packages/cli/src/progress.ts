import type { Surroundings } from './run.ts'

/** Says on standard error how far a long scan is. */
export interface Progress {
  /** Counts one file. Waits for the terminal now and then, so that it can draw and Ctrl-C is heard. */
  readonly advance: (bytes: number) => Promise<void>
  /** Takes the bar away. */
  readonly end: () => void
}

/** Files and their bytes. */
interface Amount {
  readonly files: number
  readonly bytes: number
}

/** A shorter scan shows nothing. */
const silentMs = 500
const lineEveryMs = 10_000

/**
 * A bar on a terminal, a line every ten seconds elsewhere, nothing for a short scan.
 *
 * @param total - How much there is to do.
 */
export function createProgress(
  total: Amount,
  { stderr }: Surroundings,
  now: () => number = () => performance.now(),
): Progress {
  let files = 0
  let bytes = 0
  let pausedAt = now()
  let nextLine = now() + lineEveryMs
  const startedAt = now()
  let bar: Bar | undefined

  return {
    advance: async (more) => {
      files++
      bytes += more
      const time = now()
      if (time - pausedAt < 50) return
      await new Promise((resolve) => setImmediate(resolve))
      pausedAt = now()
      if (stderr.isTTY === true) {
        if (bar === undefined && time - startedAt > silentMs) bar = await startBar(total.bytes, stderr)
        bar?.update(bytes, { files, of: total.files })
      } else if (time >= nextLine) {
        nextLine = time + lineEveryMs
        stderr.write(
          `keyfence: ${files} of ${total.files} files, ${megabytes(bytes)} of ${megabytes(total.bytes)} MB\n`,
        )
      }
    },
    end: () => bar?.stop(),
  }
}

interface Bar {
  readonly update: (value: number, payload: object) => void
  readonly stop: () => void
}

/** Loaded by those runs alone that show it. */
async function startBar(total: number, stream: Surroundings['stderr']): Promise<Bar> {
  const { default: progress } = await import('cli-progress')
  const bar = new progress.SingleBar({
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions, @typescript-eslint/no-unsafe-class-instance-assignment -- The types ask for all of a stream; a terminal is one.
    stream: stream as NodeJS.WriteStream,
    format: 'keyfence {bar} {percentage}% | {files} of {of} files',
    barsize: 24,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    clearOnComplete: true,
    // Nothing of the terminal is changed, so a process that is interrupted leaves nothing to restore.
    linewrap: true,
    hideCursor: false,
    gracefulExit: false,
  })
  bar.start(total, 0, { files: 0, of: 0 })
  return bar
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0)
}
