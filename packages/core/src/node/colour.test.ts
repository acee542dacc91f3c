import { describe, expect, it } from 'vitest'
import { terminalWidth, wantsColour } from './colour.ts'

describe('wantsColour', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: 'false' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
  ])('of a terminal (%s) with %o is %s', (isTTY, environment, expected) => {
    expect(wantsColour({ isTTY }, environment)).toBe(expected)
  })
})

describe('terminalWidth', () => {
  it.each([
    [{ columns: 100 }, {}, 100],
    [{ columns: 20 }, {}, 40],
    [{ columns: 500 }, {}, 120],
    [{}, {}, 80],
    [{}, { COLUMNS: '90' }, 90],
    [{}, { COLUMNS: 'wide' }, 80],
    [{ columns: 0 }, {}, 80],
  ])('of %o with %o is %i', (stream, environment, width) => {
    expect(terminalWidth(stream, environment)).toBe(width)
  })
})
