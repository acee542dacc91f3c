// Writes the pages of docs/ that only repeat what the code says, from the built packages.
// With --check it writes nothing, lists the pages that differ, and ends with exit code 1 when there are any.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedPages } from './docs/pages.js'

const isCheck = process.argv.includes('--check')
const different = []

for (const { path, text } of await generatedPages()) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url))
  const written = await readFile(file, 'utf8').catch(() => '')
  if (written.replace(/\r\n/gu, '\n') === text) continue
  different.push(path)
  if (isCheck) continue
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

for (const path of different) console.log(isCheck ? `${path} does not say what the code says.` : `Wrote ${path}.`)
if (isCheck && different.length > 0) {
  console.error('Run `pnpm docs:update` and commit the pages.')
  process.exitCode = 1
}
