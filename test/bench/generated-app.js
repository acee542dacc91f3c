import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fakeKey } from '@keyfence/core'

const pages = 20
const modulesInFolder = 100

/** Words as they stand in applications: names, classes, labels. */
const words =
  'account action active align archive article avatar badge banner basket billing border button calendar cancel card chart checkbox client close column comment content context counter country create customer dashboard date default delete delivery dialog discount dropdown edit email empty error event export favourite field filter flex footer form format gallery grid group header height history hover icon image import index input invoice item label language layout level limit list loading locale login margin member menu message modal module month navigation notice number offset option order padding page panel payment percent phone position price product profile progress project quantity query range rating record refund region remove render report request reset result review role row schedule scroll search section select session settings shadow shipping sidebar signup size sort source status step stock store style submit summary tab table target task team template theme title toggle token tooltip total transfer update upload user value vendor version view visible warehouse week width window year zone'.split(
    ' ',
  )

/**
 * Writes an application of that many TypeScript modules, about 1 kB each, the same every time: an entry, twenty pages
 * that it loads on demand, and modules of which everything is used. Beside it, 20 secrets that a server would have.
 *
 * @param {string} folder Absolute; emptied before.
 * @param {number} count
 */
export function writeApp(folder, count) {
  rmSync(folder, { recursive: true, force: true })
  const random = createRandom(20)
  const leaves = count - pages - 1
  for (let index = 0; index < leaves; index++) {
    const path = join(folder, 'src', leafPath(index))
    if (index % modulesInFolder === 0) mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, leaf(index, random))
  }
  for (let page = 0; page < pages; page++) {
    const own = Array.from({ length: leaves }, (_, index) => index).filter((index) => index % pages === page)
    const imports = own.map((index) => `import { part${index} } from './${leafPath(index)}'`).join('\n')
    const calls = own.map((index) => `  part${index}(state)`).join(',\n')
    writeFileSync(
      join(folder, 'src', `page-${page}.ts`),
      `${imports}\n\nexport const render = (state: Record<string, number>): string[] => [\n${calls},\n]\n`,
    )
  }
  const loads = Array.from({ length: pages }, (_, page) => `  () => import('./page-${page}.ts'),`).join('\n')
  writeFileSync(
    join(folder, 'src/main.ts'),
    `const pages = [\n${loads}\n]\nconst page = pages[Number(location.hash.slice(1))]\nvoid page?.().then(({ render }) => (document.body.innerHTML = render({}).join('')))\n`,
  )
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="/src/main.ts"></script>\n')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
  writeFileSync(
    join(folder, '.env'),
    secrets(20)
      .map((value, index) => `SERVICE_${index}_SECRET_KEY=${value}\n`)
      .join(''),
  )
}

/**
 * Values like those that a build machine holds.
 *
 * @param {number} count
 */
export function secrets(count) {
  return Array.from({ length: count }, (_, index) => fakeKey(index % 2 === 0 ? '{alnum:40}' : '{hex:64}', index + 1))
}

function leafPath(/** @type {number} */ index) {
  return `part-${Math.floor(index / modulesInFolder)}/part-${index}.ts`
}

/**
 * @param {number} index
 * @param {() => number} random
 */
function leaf(index, random) {
  const word = () => words[Math.floor(random() * words.length)] ?? ''
  const name = () => `${word()}${capital(word())}`
  const label = () => Array.from({ length: 2 + Math.floor(random() * 5) }, () => word()).join(' ')
  const classes = () => Array.from({ length: 4 }, () => `${word()}-${word()}`).join(' ')
  const keys = [...new Set(Array.from({ length: 5 }, () => name()))]
  return `interface Options { readonly ${keys.map((key) => `${key}?: number`).join('; readonly ')} }

const defaults: Required<Options> = { ${keys.map((key) => `${key}: ${Math.floor(random() * 1000)}`).join(', ')} }

/** ${capital(label())}. */
export function part${index}(options: Options): string {
  const merged = { ...defaults, ...options }
  const total = ${keys.map((key) => `merged.${key}`).join(' + ')}
  if (total > ${Math.floor(random() * 5000)}) console.warn('${capital(label())}: ', total)
  switch (total % 3) {
    case 0:
      return \`<div class="${classes()}" data-${word()}="\${merged.${keys[0] ?? ''}}">${capital(label())}</div>\`
    case 1:
      return \`<a class="${classes()}" href="/${word()}/${word()}/\${total}">${capital(label())}</a>\`
    default:
      return ['${label()}', '${label()}', '${name()}'].map((text) => \`<li class="${classes()}">\${text}</li>\`).join('')
  }
}
`
}

function capital(/** @type {string} */ text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/**
 * Numbers from 0 to 1, the same for each seed. The constants are those of "mulberry32".
 *
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
