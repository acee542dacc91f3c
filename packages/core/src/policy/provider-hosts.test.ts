import { describe, expect, it } from 'vitest'
import { providerAt } from './provider-hosts.ts'

describe('providerAt', () => {
  it.each([
    ['api.openai.com', 'OpenAI'],
    ['API.OpenAI.com', 'OpenAI'],
    ['acme.openai.azure.com', 'Microsoft Azure'],
    ['bedrock-runtime.eu-west-1.amazonaws.com', 'AWS'],
    ['europe-west4-aiplatform.googleapis.com', 'Google'],
    ['queue.fal.run', 'fal'],
    ['index-abc.svc.eu.pinecone.io', 'Pinecone'],
  ])('%s belongs to %s', (host, provider) => {
    expect(providerAt(host)?.provider).toBe(provider)
  })

  it.each([
    'openai.com',
    'platform.openai.com',
    'api.openai.com.example',
    'evilapi.openai.com',
    'openai.azure.com',
    '',
    'localhost',
  ])('%j is nobody', (host) => {
    expect(providerAt(host)).toBeUndefined()
  })
})
