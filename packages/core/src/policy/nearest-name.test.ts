import { describe, expect, it } from 'vitest'
import { configOptions } from './config.ts'
import { nearestName } from './nearest-name.ts'

describe('nearestName', () => {
  it.each([
    ['secrest', 'secrets'],
    ['SECRETS', 'secrets'],
    ['serveronly', 'serverOnly'],
    ['allows', 'allow'],
    ['colour', undefined],
    ['', undefined],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, configOptions)).toBe(nearest)
  })
})
