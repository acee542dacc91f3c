import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

const workFolder = fileURLToPath(new URL('../.work/', import.meta.url))

/** Files of a small project: relative path → text. */
export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>

/** Writes a project below `test/.work`, where it finds the packages of `test`. Returns its absolute folder. */
export function writeProject(name: string, files: ProjectFiles): string {
  const folder = join(workFolder, name.replace(/[^\w./-]+/gu, '-'))
  rmSync(folder, { recursive: true, force: true })
  // Without a manifest of its own the project would inherit ours.
  const manifest = { 'package.json': '{ "type": "module", "private": true }\n' }
  for (const [path, content] of Object.entries({ ...manifest, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Every file below a folder, relative to it, with its bytes; none when there is no folder. */
export function filesIn(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  let entries
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch {
    return files
  }
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(path.slice(folder.length + 1), readFileSync(path))
  }
  return files
}

/** Files below a folder that hold a secret: plain, in base64 at any alignment, or inside of compressed files. */
export function filesThatHold(folder: string, secret: string): string[] {
  const forms = [secret, ...[0, 1, 2].map((shift) => base64Core(secret, shift))]
  return [...filesIn(folder)]
    .filter(([path, bytes]) => forms.some((form) => inflate(path, bytes).includes(form)))
    .map(([path]) => path)
}

/** Pieces of a secret behind its public prefix that a text shows; eight characters stand in no text by chance. */
export function shownPieces(text: string, secret: string, publicPrefix: string): string[] {
  const body = secret.slice(publicPrefix.length)
  const pieces: string[] = []
  for (let index = 0; index + 8 <= body.length; index++) {
    const piece = body.slice(index, index + 8)
    if (text.includes(piece)) pieces.push(`characters ${index} to ${index + 8}`)
  }
  return pieces
}

function base64Core(secret: string, shift: number): string {
  const encoded = Buffer.from('\0'.repeat(shift) + secret).toString('base64')
  return encoded.slice([0, 2, 3][shift], -4)
}

function inflate(path: string, bytes: Buffer): Buffer {
  if (path.endsWith('.gz')) return gunzipSync(bytes)
  return path.endsWith('.br') ? brotliDecompressSync(bytes) : bytes
}
