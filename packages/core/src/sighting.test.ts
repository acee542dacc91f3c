import { describe, expect, it } from 'vitest'
import { createJudge, type Sighting } from './sighting.ts'

const source = "import OpenAI from 'openai'\n"
const sighting: Sighting = {
  rule: 'server-import',
  subject: 'openai',
  package: 'openai',
  path: 'src/ai.ts',
  source,
  start: 0,
}
const stays = { mayStay: true, expiredOn: null }
const counts = { mayStay: false, expiredOn: null }
const reason = 'proxied'

describe('what an adapter found by itself', () => {
  it.each([
    ['counts without a policy', {}, counts],
    ['stays when its rule is off', { severity: { 'server-import': 'off' as const } }, stays],
    ['counts when another rule is off', { severity: { 'public-env': 'off' as const } }, counts],
    ['stays by its package', { allow: [{ package: 'openai', reason }] }, stays],
    ['stays by its path', { allow: [{ path: 'src/**', reason }] }, stays],
    ['counts for another package', { allow: [{ package: 'groq-sdk', reason }] }, counts],
    ['counts when all fields do not fit', { allow: [{ package: 'openai', path: 'lib/**', reason }] }, counts],
    [
      'counts with the day of an entry that expired',
      { allow: [{ package: 'openai', reason, expires: '2026-01-31' }] },
      { mayStay: false, expiredOn: '2026-01-31' },
    ],
    ['stays before an entry expires', { allow: [{ package: 'openai', reason, expires: '2026-03-01' }] }, stays],
  ])('%s', (_name, config, expected) => {
    expect(createJudge(config, '2026-02-01')(sighting)).toEqual(expected)
  })

  it.each([
    ['// keyfence-allow server-import -- proxied\n', stays],
    ['// keyfence-allow openai -- proxied\n', stays],
    ['// keyfence-allow groq-sdk -- proxied\n', counts],
    ['// keyfence-allow openai\n', counts],
    ['// keyfence-allow openai -- proxied\n\n', counts],
  ])('below %j', (comment, expected) => {
    const start = comment.length
    expect(createJudge({})({ ...sighting, source: comment + source, start })).toEqual(expected)
  })

  it('of another file is judged by that file', () => {
    const judge = createJudge({})
    const comment = '// keyfence-allow openai -- proxied\n'
    expect(judge(sighting)).toEqual(counts)
    expect(judge({ ...sighting, source: comment + source, start: comment.length })).toEqual(stays)
    expect(judge(sighting)).toEqual(counts)
  })

  it('of a variable stays by its name', () => {
    const judge = createJudge({ allow: [{ env: 'VITE_DEMO_PASSWORD', reason }] })
    const found = {
      ...sighting,
      rule: 'public-env' as const,
      subject: 'VITE_DEMO_PASSWORD',
      envNames: ['VITE_DEMO_PASSWORD'],
    }
    expect(judge(found)).toEqual(stays)
  })
})
