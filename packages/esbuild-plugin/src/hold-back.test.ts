import { describe, expect, it } from 'vitest'
import type { BuildOptions } from 'esbuild'
import { holdBack, isSetupDone, release } from './hold-back.ts'

describe('holdBack and release', () => {
  it.each([[{}], [{ write: true }], [{ write: false, metafile: true }], [{ metafile: false }]])(
    'shows esbuild what it needs and gives %j back as it was',
    (given: BuildOptions) => {
      const options = { outdir: 'dist', ...given }
      const before = Object.getOwnPropertyDescriptors(options)

      const wanted = holdBack(options, always)
      expect([options.write, options.metafile]).toEqual([false, true])
      expect(Object.keys(options)).toEqual(expect.arrayContaining(['write', 'metafile']))
      expect([wanted.write, wanted.metafile]).toEqual([given.write, given.metafile])
      release(options, always)

      expect(Object.getOwnPropertyDescriptors(options)).toEqual(before)
    },
  )

  it('shows what the user set until it is time', () => {
    const options: BuildOptions = { metafile: false }
    let isTime = false
    holdBack(options, () => isTime)

    expect([options.write, options.metafile]).toEqual([undefined, false])
    isTime = true

    expect([options.write, options.metafile]).toEqual([false, true])
  })

  it('keeps what a plugin sets meanwhile', () => {
    const options: BuildOptions = {}
    const wanted = holdBack(options, always)

    options.write = true
    options.metafile = true

    expect(options.write).toBe(false)
    expect(wanted).toEqual({ write: true, metafile: true })
    release(options, always)
    expect(options).toEqual({ write: true, metafile: true })
  })

  it('gives the options back after the last of several builds', () => {
    const options: BuildOptions = { write: true }
    const other = () => true
    const first = holdBack(options, always)
    const second = holdBack(options, other)

    release(options, always)
    expect(options.write).toBe(false)
    release(options, other)

    expect(options).toEqual({ write: true })
    expect([first.write, second.write]).toEqual([true, true])
  })

  it('gives back once, however often it is asked', () => {
    const options: BuildOptions = { write: false }
    const other = () => true
    holdBack(options, always)
    holdBack(options, other)

    release(options, always)
    release(options, always)

    expect(options.metafile).toBe(true)
    release(options, other)
    expect(options).toEqual({ write: false })
  })

  it('throws on frozen options', () => {
    expect(() => holdBack(Object.freeze({}), always)).toThrow(TypeError)
  })
})

describe('isSetupDone', () => {
  it('is false only while esbuild says that setups still run', () => {
    const tooEarly = () => {
      throw new Error('Cannot call "resolve" before plugin setup has completed')
    }
    const noText = () => {
      throw new Error('The path to resolve must be a string')
    }

    expect(isSetupDone({ resolve: tooEarly })).toBe(false)
    expect(isSetupDone({ resolve: noText })).toBe(true)
    expect(isSetupDone({ resolve: () => Promise.reject(new Error('no path')) })).toBe(true)
  })
})

function always(): boolean {
  return true
}
