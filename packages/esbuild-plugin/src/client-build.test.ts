import { describe, expect, it } from 'vitest'
import { isClientBuild } from './client-build.ts'

describe('isClientBuild', () => {
  it.each([
    [{}, 'auto', true],
    [{ platform: 'browser' }, 'auto', true],
    [{ platform: 'neutral' }, 'auto', true],
    [{ platform: 'node' }, 'auto', false],
    [{ platform: 'node' }, true, true],
    [{ platform: 'browser' }, false, false],
    [{ conditions: ['worker', 'browser'] }, 'auto', true],
    [{ conditions: ['worker', 'workerd'] }, 'auto', false],
    [{ conditions: ['edge-light'] }, 'auto', false],
    [{ conditions: ['react-server'] }, 'auto', false],
    [{ conditions: ['deno'] }, 'auto', false],
    [{ conditions: ['bun'] }, true, true],
  ] as const)('judges %j with client %j', (options, client, expected) => {
    expect(
      isClientBuild({ ...options, conditions: [...('conditions' in options ? options.conditions : [])] }, client),
    ).toBe(expected)
  })
})
