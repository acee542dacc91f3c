// Draws docs/assets/demo.svg, the README's picture, from what the failing build of the demo prints.
// With --check it writes nothing and ends with exit code 1 when the committed picture shows something else.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runDemo } from './demo/run-demo.js'
import { normalise } from './picture/normalise.js'
import { renderPicture } from './picture/render-picture.js'

const PICTURE = 'docs/assets/demo.svg'
const file = fileURLToPath(new URL(`../${PICTURE}`, import.meta.url))

const { failures, leaking } = await runDemo({
  stdout: { write: () => true },
  colour: true,
  directory: fileURLToPath(new URL('../test/.work/picture', import.meta.url)),
})
if (failures.length > 0) throw new Error(`The demo did not go as it should. ${failures.join(' ')}`)

const picture = renderPicture(normalise(leaking.output))

if (process.argv.includes('--check')) {
  const committed = await readFile(file, 'utf8').catch(() => '')
  if (committed !== picture) {
    console.error(`${PICTURE} does not show what the demo prints now. Run \`node scripts/picture.js\` and commit it.`)
    process.exitCode = 1
  }
} else {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, picture)
}
