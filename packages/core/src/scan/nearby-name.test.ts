import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { catalogue } from '../detectors/index.ts'
import { compileMatcher } from './matcher.ts'
import { spellingsOfName } from './nearby-name.ts'

const matcher = compileMatcher(
  catalogue.filter(({ names }) => names !== undefined),
  [],
)
const value = fakeKey('{hex:40}', 3)
const found = (text: string) => matcher.find(text).map(({ detector }) => detector?.id)

describe('a value behind the name of its provider', () => {
  it.each([
    `DEEPGRAM_API_KEY=${value}`,
    `const deepgramKey = "${value}"`,
    `{deepgram:{apiKey:"${value}"}}`,
    `createClient({ deepgramApiKey: '${value}' })`,
    `new Deepgram("${value}")`,
    `new DeepgramClient({ key: \`${value}\` })`,
    `"https://api.deepgram.com/v1/listen",{headers:{Authorization:"Token ${value}"}}`,
    `wss://api.deepgram.com/v1/listen?token=${value}&x=1`,
    `deepgram.apiKey = process.env.DEEPGRAM_API_KEY || "${value}"`,
    `deepgram.apiKey ?? '${value}'`.replace('??', '='),
  ])('is a key in case %#', (text) => {
    expect(found(text)).toEqual(['deepgram-api-key'])
  })

  it.each([
    `const key = "${value}"`,
    `// deepgram\n${' '.repeat(90)}const key = "${value}"`,
    `{deepgram:{id:"${value}"}}`,
    `{deepgram:{keyId:"${value}"}}`,
    `{deepgram:{publicKey:"${value}"}}`,
    `{deepgram:{integrity:"${value}"}}`,
    `{deepgramx:{apiKey:"${value}"}}`,
    `{deepgram:{apiKey:"${value}0"}}`,
    `{deepgram:{apiKey:"0${value}"}}`,
    `h("deepgram",{key:"${value.slice(0, 39)}"})`,
    `{deepgram:{apiKey:"${value.slice(0, 2).repeat(20)}"}}`,
  ])('is none in case %#', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('spellingsOfName', () => {
  it.each([
    ['mistral', ['mistral', 'MISTRAL', 'Mistral']],
    ['assembly_ai', ['assembly_ai', 'ASSEMBLY_AI', 'assemblyai', 'assemblyAi', 'AssemblyAi', 'assembly_AI', 'assemblyAI', 'AssemblyAI']], // prettier-ignore
  ])('of %j are those of variables, types and the environment', (name, spellings) => {
    expect(spellingsOfName(name)).toEqual(spellings)
  })
})
