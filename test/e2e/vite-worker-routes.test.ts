import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { versions } from './vite-hosts.ts'
import { big, expectedOf, outcomeOf, type Route } from './vite-routes.ts'

const key = keys.openai
const work = `postMessage('${key}')\n`
const env = { '.env': `VITE_OPENAI_API_KEY=${key}\n` }

/** Code that does not run in the page itself. */
const routes: readonly Route[] = [
  {
    name: 'a classic worker',
    files: { 'src/main.js': `new Worker(new URL('./work.js', import.meta.url))\n`, 'src/work.js': work },
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'a worker by query',
    files: { 'src/main.js': `import Work from './work.js?worker'\nnew Work()\n`, 'src/work.js': work },
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'a worker as an ES module in chunks',
    files: {
      'src/main.js': `import Work from './work.js?worker'\nnew Work()\n`,
      'src/work.js': `import('./deep.js')\n`,
      'src/deep.js': work,
    },
    config: () => ({ worker: { format: 'es' } }),
    expected: ['literal src/deep.js:1:14'],
  },
  {
    name: 'the URL of a worker',
    files: { 'src/main.js': `import url from './work.js?worker&url'\nnew Worker(url)\n`, 'src/work.js': work },
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'a shared worker',
    files: { 'src/main.js': `import Work from './work.js?sharedworker'\nnew Work()\n`, 'src/work.js': work },
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'a shared worker by URL',
    files: { 'src/main.js': `new SharedWorker(new URL('./work.js', import.meta.url))\n`, 'src/work.js': work },
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'an inlined shared worker',
    files: { 'src/main.js': `import Work from './work.js?sharedworker&inline'\nnew Work()\n`, 'src/work.js': work },
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'a worker of a worker',
    files: {
      'src/main.js': `new Worker(new URL('./outer.js', import.meta.url), { type: 'module' })\n`,
      'src/outer.js': `import Work from './work.js?worker'\nnew Work()\n`,
      'src/work.js': work,
    },
    config: () => ({ worker: { format: 'es' } }),
    expected: ['literal src/work.js:1:14'],
  },
  {
    name: 'a define in a worker',
    files: {
      'src/main.js': `import Work from './work.js?worker'\nnew Work()\n`,
      'src/work.js': `postMessage(__KEY__)\n`,
    },
    config: () => ({ define: { __KEY__: JSON.stringify(key) } }),
    expected: ['define src/work.js:1:13'],
  },
  {
    name: 'a variable in a worker',
    files: {
      ...env,
      'src/main.js': `import Work from './work.js?worker'\nnew Work()\n`,
      'src/work.js': `postMessage(import.meta.env.VITE_OPENAI_API_KEY)\n`,
    },
    expected: ['public-prefix src/work.js:1:13'],
  },
  {
    name: 'the map of a worker',
    files: {
      'src/main.js': `import Work from './work.js?worker'\nnew Work()\n`,
      'src/work.js': `// ${key}\npostMessage('x')\n`,
    },
    config: () => ({ build: { sourcemap: true } }),
    expected: ['comment src/work.js:1:4'],
  },
  {
    name: 'a small service worker',
    files: {
      'src/main.js': `navigator.serviceWorker.register(new URL('./work.js', import.meta.url))\n`,
      'src/work.js': `self.k = '${key}'\n`,
    },
    expected: ['literal src/work.js:1:11'],
  },
  {
    name: 'a worklet',
    files: {
      'src/main.js': `import url from './work.js?url'\nCSS.paintWorklet.addModule(url)\n`,
      'src/work.js': big(`self.k = '${key}' //`),
    },
    expected: ['literal src/work.js:1:11'],
  },
]

describe.each(versions)('$version', ({ version, build }) => {
  it.each(routes)('stops $name', async (route) => {
    expect(await outcomeOf(version, build, route)).toEqual(expectedOf(version, route))
  })
})
