import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

/**
 * Lists every file in a folder and the folders in it. Empty when the folder does not exist.
 *
 * @param {string} directory
 * @returns {Promise<string[]>} Paths relative to the folder, with `/`, sorted.
 */
export async function filesBelow(directory) {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => !entry.isDirectory())
    return files.map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/')).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
