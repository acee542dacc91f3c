// Reads every file below a folder as text and does nothing with it: what every tool of Node has to pay.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

let units = 0
for (const entry of readdirSync(process.argv[2] ?? '.', { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) units += readFileSync(join(entry.parentPath, entry.name), 'utf8').length
}
process.stdout.write(`${units}\n`)
