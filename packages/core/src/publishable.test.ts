import { describe, expect, it } from 'vitest'
import { fakeKey } from './detectors/fake-key.ts'
import { createFence } from './fence.ts'
import { pretty } from './report/pretty.ts'

const stripe = fakeKey('pk_live_51{alnum:97}', 41)
const google = fakeKey('AIza{url:35}', 42)
const secret = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 43)
const content = `f("${stripe}");g({apiKey:"${google}",authDomain:"a.firebaseapp.com"});\nf("${stripe}")`

async function audit(text: string, listPublishable?: boolean) {
  const fence = createFence({ clock: () => 0, ...(listPublishable === undefined ? {} : { listPublishable }) })
  return await fence.audit([{ path: 'a.js', content: text, kind: 'script' }])
}

describe('keys that are made for browsers', () => {
  it('are not in a report unless someone asks for them', async () => {
    const report = await audit(content)
    expect(report).not.toHaveProperty('publishable')
    expect(report.findings).toEqual([])
  })

  it('are listed with their places, and are no findings', async () => {
    const report = await audit(content, true)
    expect([report.verdict, report.findings]).toEqual(['passed', []])
    expect(
      report.publishable?.map((key) => [key.detector, key.redacted, key.location.line, key.location.column]),
    ).toEqual([
      ['stripe-publishable-key', 'pk_live_… (107 characters)', 1, 4],
      ['google-api-key', 'AIza… (39 characters)', 1, 125],
      ['stripe-publishable-key', 'pk_live_… (107 characters)', 2, 4],
    ])
  })

  it('do not list a secret', async () => {
    const report = await audit(`f("${secret}")`, true)
    expect(report.publishable).toEqual([])
    expect(report.findings).toHaveLength(1)
  })

  it('show nothing behind their public prefix', async () => {
    const report = await audit(content, true)
    const shown = JSON.stringify(report) + pretty(report, { colour: false })
    for (const body of [stripe.slice('pk_live_'.length), google.slice('AIza'.length)]) {
      const pieces = Array.from({ length: body.length - 3 }, (_, at) => body.slice(at, at + 4))
      expect(pieces.filter((piece) => shown.includes(piece))).toHaveLength(0)
    }
  })

  it('are shown to a person by kind, with the reason', async () => {
    expect(pretty(await audit(content, true), { colour: false })).toMatchInlineSnapshot(`
      "Made for browsers, so no finding:

       · Stripe publishable key   pk_live_… (107 characters)
         why   Stripe.js needs it in the page; it can only start payments.
         in    a.js:1:4
               a.js:2:4
       · Google API key   AIza… (39 characters)
         why   A Firebase or Maps key is made for browsers when it is restricted; the
               same key opens Gemini wherever that API is enabled.
         in    a.js:1:125

      ✔ No secrets: scanned 1 of 1 client file, 311 B, in 0 ms"
    `)
    expect(pretty(await audit('f()', true), { colour: false })).toMatchInlineSnapshot(`
      "No key that is made for browsers.

      ✔ No secrets: scanned 1 of 1 client file, 3 B, in 0 ms"
    `)
  })
})
