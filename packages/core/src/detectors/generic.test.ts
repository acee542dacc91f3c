import { describe, expect, it } from 'vitest'
import { createFence } from '../fence.ts'
import { mergeConfig } from '../node/config-file.ts'
import { defineDetector } from './define-detector.ts'
import { fakeKey } from './fake-key.ts'
import { offByDefault } from './index.ts'

const on = createFence({ config: { detectors: { on: ['generic-password'] } } })
const found = (text: string, fence = on) => fence.scan(text).map(({ detector }) => detector)
const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1)

describe('generic-password', () => {
  it('is off unless the policy switches it on, in a file or inline', () => {
    const text = `const password = "${fakeKey('{alnum:20}', 1)}"`
    expect(found(text, createFence())).toEqual([])
    expect(found(text)).toEqual(['generic-password'])
    const merged = mergeConfig({ detectors: { on: ['generic-password'] } }, {}, {})
    expect(found(text, createFence({ config: merged }))).toEqual(['generic-password'])
  })

  it('can be switched off again', () => {
    const config = { detectors: { on: ['generic-password'], off: ['generic-password'] } } as const
    expect(found(`const password = "${fakeKey('{alnum:20}', 1)}"`, createFence({ config }))).toEqual([])
  })

  it.each([
    ['const password = "', '";'],
    ["const dbPassword = '", "';"],
    ['{"client_secret":"', '"}'],
    ['f({apiKey:`', '`})'],
    ['ACCESS_TOKEN=', '\n'],
    ['export const API_SECRET: string = "', '"'],
    ['auth.token = process.env.TOKEN || "', '"'],
    [String.raw`"{\"password\":\"`, String.raw`\"}"`],
  ])('finds random text behind %s, once', (before, after) => {
    const missed = offByDefault
      .flatMap(({ examples }) => examples.match)
      .flatMap((template) => seeds.map((seed) => fakeKey(template, seed)))
      .filter((value) => {
        const findings = on.scan(before + value + after)
        return findings.length !== 1 || findings[0]?.location.offset !== before.length
      })
    expect(missed.length).toBe(0)
  })

  it.each([
    'password: "Enter your password"',
    'password: "your-password-123"',
    'password: "changeme123"',
    'password = "password123"',
    'type: "password", label: "abc8Kd93kLs02kdE"',
    'token: "http://auth.notes.io/token1"',
    'token: "i1.Store1.dispatch"',
    'secret: "settings.account.secret2"',
    'passwordPattern = "^(?=.*[A-Z])(?=.*[0-9]).{8,}$"',
    'PASSWORD_RESET: "/account/reset-password-2"',
    'password: "********"',
    'PASSWORD_REQUIRED_V2 = "FlowPasswordRequiredResultV2"',
    'password: "${config.password1}"',
    'tokenId: "d8Kd93kLs02kdE9x"',
    'publicKey: "d8Kd93kLs02kdE9x"',
    'csrfTokenName: "x-csrf-token-2"',
    '"signin/verify/token/web2": 1, token: "current-password-2"',
    'h("div",{key:"c1046f0377d5"})',
  ])('is silent on %s', (text) => {
    expect(found(text)).toEqual([])
  })

  it('leaves a value with a shape to its format, and a publishable one alone', () => {
    expect(found(`token: "${fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 3)}"`)).toEqual(['openai-project-key'])
    expect(found(`apiKey: "${fakeKey('pk_live_51{alnum:97}', 3)}"`)).toEqual([])
    expect(found(`MISTRAL_API_KEY="${fakeKey('{alnum:32}', 3)}"`)).toEqual(['mistral-api-key'])
  })

  it('shows nothing of the value, not even its length', () => {
    const value = fakeKey('{alnum:20}', 9)
    const [finding] = on.scan(`const password = "${value}"`)
    expect([finding?.redacted, finding?.location.length]).toEqual(['(hidden)', null])
    expect(JSON.stringify(finding)).not.toContain(value.slice(0, 4))
  })

  it('is a valid entry', () => {
    expect(offByDefault.map(defineDetector)).toEqual(offByDefault)
  })
})
