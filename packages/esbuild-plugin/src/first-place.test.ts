import { describe, expect, it } from 'vitest'
import type { OnEndResult, PluginBuild } from 'esbuild'
import { onEndFirst } from './first-place.ts'

type Callback = Parameters<PluginBuild['onEnd']>[0]

const callback = (): Promise<OnEndResult | undefined> => Promise.resolve(undefined)
const other: Callback = () => undefined

describe('onEndFirst', () => {
  it('puts the callback before those that are there', () => {
    const entries = [{ callback: other }]
    const names: string[] = []
    const onEnd = (own: Callback) => {
      names.push('another array')
      entries.push({ callback: own })
    }

    expect(onEndFirst({ onEnd }, callback)).toBe(true)

    expect(entries).toEqual([{ callback }, { callback: other }])
    expect(names).toEqual(['another array'])
  })

  it('says so when the host keeps its callbacks in another way', () => {
    const callbacks = new Set<Callback>()

    expect(onEndFirst({ onEnd: (own) => void callbacks.add(own) }, callback)).toBe(false)

    expect([...callbacks]).toEqual([callback])
  })

  it('leaves arrays as they were, also when the host throws', () => {
    const before = Object.getOwnPropertyDescriptor(Array.prototype, 'push')
    const onEnd = () => {
      throw new Error('full')
    }

    expect(() => onEndFirst({ onEnd }, callback)).toThrow('full')

    expect(Object.getOwnPropertyDescriptor(Array.prototype, 'push')).toEqual(before)
  })
})
