import { describe, expect, it } from 'vitest'
import type { BuildOptions } from 'esbuild'
import { holdBack, release } from './hold-back.ts'

describe('holdBack and release', () => {
  it.each([[{}], [{ write: true }], [{ write: false, metafile: true }], [{ metafile: false }]])(
    'shows esbuild what it needs and gives %j back as it was',
    (given: BuildOptions) => {
      const options = { outdir: 'dist', ...given }
      const before = Object.getOwnPropertyDescriptors(options)

      const wanted = holdBack(options)
      expect([options.write, options.metafile]).toEqual([false, true])
      expect(Object.keys(options)).toEqual(expect.arrayContaining(['write', 'metafile']))
      expect([wanted.write, wanted.metafile]).toEqual([given.write, given.metafile])
      release(options)

      expect(Object.getOwnPropertyDescriptors(options)).toEqual(before)
    },
  )

  it('keeps what a plugin sets meanwhile', () => {
    const options: BuildOptions = {}
    const wanted = holdBack(options)

    options.write = true
    options.metafile = true

    expect(options.write).toBe(false)
    expect(wanted).toEqual({ write: true, metafile: true })
    release(options)
    expect(options).toEqual({ write: true, metafile: true })
  })

  it('gives the options back after the last of several builds', () => {
    const options: BuildOptions = { write: true }
    const first = holdBack(options)
    const second = holdBack(options)

    release(options)
    expect(options.write).toBe(false)
    release(options)

    expect(options).toEqual({ write: true })
    expect([first.write, second.write]).toEqual([true, true])
  })

  it('gives back once, however often it is asked', () => {
    const options: BuildOptions = { write: false }
    holdBack(options)
    release(options)
    options.write = true

    release(options)

    expect(options.write).toBe(true)
  })

  it('throws on frozen options', () => {
    expect(() => holdBack(Object.freeze({}))).toThrow(TypeError)
  })
})
