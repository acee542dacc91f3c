import type { Report } from '@keyfence/core'
import { describe, expect, it } from 'vitest'
import { keys } from './cases.ts'
import { writeProject, type ProjectFiles } from './project.ts'
import { buildAndFail, causeAndOrigin, versions } from './vite-hosts.ts'

const key = keys.openai
const page = `<!doctype html>\n<script type="module" src="/src/main.js"></script>\n`
const chainsOf = ({ findings }: Report) =>
  findings.map(({ importChain }) => importChain.map(({ path, line }) => `${path}:${line}`).join(' '))

describe.each(versions)('$version', ({ version, build }) => {
  const project = (name: string, files: ProjectFiles) =>
    writeProject(`chains/${version}/${name}`, { 'index.html': page, 'src/main.js': `import './app.js'\n`, ...files })

  it.each([
    { name: 'new Worker', code: `new Worker(new URL('./work.js', import.meta.url))` },
    { name: 'a query', code: `import Work from './work.js?worker'\nnew Work()`, line: 2 },
    { name: 'an alias', code: `import Work from '@/work.js?worker'\nnew Work()`, line: 2 },
    { name: 'an inlined worker', code: `import Work from './work.js?worker&inline'\nnew Work()`, line: 2 },
  ])('leads from the page to the code that creates a worker, by $name', async ({ name, code }) => {
    const root = project(`worker ${name}`, {
      'src/app.js': `// first\n${code}\n`,
      'src/work.js': `import './deep.js'\n`,
      'src/deep.js': `postMessage('${key}')\n`,
    })

    const { report } = await buildAndFail(build, root, { resolve: { alias: { '@': `${root}/src` } } } as object)

    expect(chainsOf(report)).toEqual(['index.html:2 src/main.js:1 src/app.js:2 src/work.js:1 src/deep.js:null'])
  })

  it.each([
    { name: 'queries', create: (file: string) => `import Work from '${file}?worker'\nnew Work()\n` },
    { name: 'URLs', create: (file: string) => `new Worker(new URL('${file}', import.meta.url), { type: 'module' })\n` },
  ])('leads through a worker that creates a worker, by $name', async ({ name, create }) => {
    const root = project(`nested ${name}`, {
      'src/app.js': create('./outer.js'),
      'src/outer.js': create('./work.js'),
      'src/work.js': `postMessage('${key}')\n`,
    })

    const { report } = await buildAndFail(build, root, { worker: { format: 'es' } } as object)

    expect(chainsOf(report)).toEqual(['index.html:2 src/main.js:1 src/app.js:1 src/outer.js:1 src/work.js:null'])
  })

  it('tells the leaks of all workers and of the public folder at once, and keeps the previous output', async () => {
    const root = project('several', {
      'src/app.js': `import A from './a.js?worker'\nimport B from './b.js?worker'\nnew A()\nnew B()\n`,
      'src/a.js': `postMessage('${key}')\n`,
      'src/b.js': `postMessage('${keys.openaiService}')\n`,
      'public/c.txt': keys.github,
      'dist/old.txt': 'old',
    })

    const { report, message } = await buildAndFail(build, root)

    expect(report.findings.map(causeAndOrigin).sort()).toEqual([
      'literal src/a.js:1:14',
      'literal src/b.js:1:14',
      'public-dir public/c.txt:1:1',
    ])
    expect(message).toContain('keyfence stopped this build: 3 secrets')
  })

  it('leads to the module whose text is in a map', async () => {
    const root = project('map', { 'src/app.js': `// ${key}\ndocument.title = 'x'\n` })

    const { report } = await buildAndFail(build, root, { build: { sourcemap: true } })

    expect(chainsOf(report)).toEqual(['index.html:2 src/main.js:1 src/app.js:null'])
  })

  it('names the file that a plugin cut a module out of', async () => {
    const root = project('segments', {
      'src/app.js': `import './segment.js'\nexport const run = $(() => {\n  document.title = '${key}'\n})\nrun()\n`,
    })
    const segment = `${root}/src/app.js_run_x9.js`.replaceAll('\\', '/')
    const optimizer = {
      name: 'optimizer',
      enforce: 'pre',
      resolveId: (id: string) => (id.endsWith('segment.js') ? segment : undefined),
      load: (id: string) =>
        id === segment
          ? `/* made */\n\n\n\nexport const run = () => { document.title = '${key}' }\nrun()\n`
          : undefined,
      transform: (_code: string, id: string) => (id.endsWith('/src/app.js') ? `import './segment.js'\n` : undefined),
    }

    const { report } = await buildAndFail(build, root, { plugins: [optimizer] })

    expect(report.findings.map(causeAndOrigin)).toEqual(['literal src/app.js:3:21'])
    expect(chainsOf(report)).toEqual(['index.html:2 src/main.js:1 src/app.js:null'])
  })

  it('names the module itself where the file it was cut out of holds nothing of it', async () => {
    const root = project('made', { 'src/app.js': `import './made.js'\n` })
    const made = `${root}/src/app.js.made.js`.replaceAll('\\', '/')
    const maker = {
      name: 'maker',
      resolveId: (id: string) => (id.endsWith('made.js') ? made : undefined),
      load: (id: string) => (id === made ? `document.title = '${key}'\n` : undefined),
    }

    const { report } = await buildAndFail(build, root, { plugins: [maker] })

    expect(report.findings.map(causeAndOrigin)).toEqual(['literal src/app.js.made.js:1:19'])
  })
})
