import type { ClientFile, Finding, Report, UnreadableFile } from '@keyfence/core'
import { judge, type Guard } from './guard.ts'
import { lateFiles, removeLeaks } from './late-files.ts'

/** Output folder → the last build of this process that wrote it and passed. */
const finished = new Map<string, Guard>()

/**
 * Checks the output folders of a build once more when the process ends: tools that render pages write them after
 * Vite is done. Only what changed since is read.
 */
export function checkOnExit(guard: Guard): void {
  if (finished.size === 0) process.once('exit', checkFinished)
  // The stamps of the files stay; what was in them need not.
  const light: Guard = { ...guard, checked: new Map(), first: new Map(), reports: [], ofWorkers: [] }
  for (const folder of guard.folders.keys()) finished.set(folder, light)
}

/** When and how long the files of a folder were at the end of the last build that wrote it. */
export function stampsOf(folder: string): Map<string, string> | undefined {
  return finished.get(folder)?.folders.get(folder)
}

/** The process ends: nothing asynchronous happens any more. */
function checkFinished(): void {
  for (const guard of new Set(finished.values())) {
    try {
      check(guard)
    } catch (error) {
      fail(error instanceof Error ? error.message : 'keyfence failed while it checked what was written last.')
    }
  }
}

function check(guard: Guard): void {
  const files = lateFiles(guard)
  if (files.size === 0) return
  const report = reportOn([...files.values()], guard)
  const removal = removeLeaks(report, files.keys(), guard)
  const error = judge(guard, report, ['It was written after the build had ended.', removal].filter(Boolean).join('\n'))
  if (error !== undefined) fail(error.message)
}

function fail(message: string): void {
  console.error(message)
  if (process.exitCode === undefined || Number(process.exitCode) === 0) process.exitCode = 1
}

function reportOn(files: readonly (ClientFile | UnreadableFile)[], { fence, failOn }: Guard): Report {
  const startedAt = performance.now()
  const findings: Finding[] = []
  const incomplete: { path: string; reason: string }[] = []
  let bytes = 0
  for (const file of files) {
    const path = fence.mask(file.path)
    if ('unreadable' in file) {
      incomplete.push({ path, reason: fence.mask(file.unreadable) })
      continue
    }
    bytes += file.content.length
    for (const text of [file.content, file.path]) findings.push(...fence.scan(text, { path, cause: 'plugin' }))
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const fatal = { error: errors, warning: findings.length, never: 0 }[failOn]
  const summary = {
    ...{ errors, warnings: findings.length - errors, allowed: 0 },
    ...{ files: files.length, scanned: files.length - incomplete.length, bytes },
    durationMs: Math.round(performance.now() - startedAt),
  }
  const isIncomplete = incomplete.length > 0 && failOn !== 'never'
  const verdict = fatal > 0 ? 'findings' : isIncomplete ? 'incomplete' : 'passed'
  return { version: 1, summary, verdict, incomplete, findings }
}
