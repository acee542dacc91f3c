import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runDemo } from '../../scripts/demo/run-demo.js'
import { normalise } from '../../scripts/picture/normalise.js'
import { renderPicture } from '../../scripts/picture/render-picture.js'

const picture = fileURLToPath(new URL('../../docs/assets/demo.svg', import.meta.url))

describe('the demo', () => {
  it('stops the leaking app and lets the repaired one pass', async () => {
    let shown = ''
    const stdout = { write: (text: string) => (shown += text) }
    const directory = fileURLToPath(new URL('../.work/demo-test/', import.meta.url))

    const result = await runDemo({ stdout, colour: true, seed: 3, directory })

    expect(result.failures, shown).toEqual([])
    expect(result.leaking.exitCode).toBe(1)
    expect(result.repairedClient.exitCode).toBe(0)
    expect(result.repairedServer.exitCode).toBe(0)
    // `node scripts/picture.js` draws the picture of the README anew.
    expect(renderPicture(normalise(result.leaking.output))).toBe(readFileSync(picture, 'utf8'))
  })
})
