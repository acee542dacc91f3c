import { sep } from 'node:path'
import { outputPath } from './guard.ts'

/** What builds for servers wrote in this process: a server may hold the key, also below a folder of the client. */
const folders = new Set<string>()
const files = new Set<string>()

/** Remembers what a build for a server wrote. */
export function noteServerOutput(folder: string, fileNames: readonly string[]): void {
  folders.add(folder)
  for (const name of fileNames) files.add(outputPath(folder, name))
}

/** Whether a file in an output folder of the client is a server's. Folders of their own may hold more than the bundle. */
export function isOfServer(file: string, clientFolder: string): boolean {
  if (files.has(file)) return true
  return [...folders].some((folder) => isBelow(folder, clientFolder) && isBelow(file, folder))
}

function isBelow(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(`${folder}${sep}`)
}
