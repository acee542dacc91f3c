import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportOf } from './adapters/adapter.ts'
import { keys } from './cases.ts'
import { filesThatHold, writeProject } from './project.ts'
import { versions } from './vite-hosts.ts'

const key = keys.openai
const esm = `import keyfence from '@keyfence/vite-plugin'\nexport default { plugins: [keyfence()] }\n`
const named = `import { keyfence } from '@keyfence/vite-plugin'\nexport default { plugins: [keyfence()] }\n`
const cjs = (plugin: string) =>
  `const plugin = require('@keyfence/vite-plugin')\nmodule.exports = { plugins: [${plugin}] }\n`

/** Every way in which a configuration is written, in packages of both types. */
const forms = [
  { name: 'an .mjs file', file: 'vite.config.mjs', type: 'commonjs', text: esm },
  { name: 'an .mts file', file: 'vite.config.mts', type: 'commonjs', text: named },
  { name: 'a .js file of an ES package', file: 'vite.config.js', type: 'module', text: esm },
  { name: 'a .ts file of an ES package', file: 'vite.config.ts', type: 'module', text: named },
  { name: 'a .ts file of a CommonJS package', file: 'vite.config.ts', type: 'commonjs', text: esm },
  { name: 'a .ts file with a named import', file: 'vite.config.ts', type: 'commonjs', text: named },
  { name: 'a .js file of a CommonJS package', file: 'vite.config.js', type: 'commonjs', text: cjs('plugin()') },
  { name: 'a .cjs file', file: 'vite.config.cjs', type: 'module', text: cjs('plugin.keyfence()') },
  { name: 'a .cjs file with the default', file: 'vite.config.cjs', type: 'module', text: cjs('plugin.default()') },
  { name: 'a .cts file', file: 'vite.config.cts', type: 'module', text: esm },
  {
    name: 'a .cts file with require',
    file: 'vite.config.cts',
    type: 'module',
    text: `import plugin = require('@keyfence/vite-plugin')\nexport = { plugins: [plugin()] }\n`,
  },
]

describe.each(versions)('$version', ({ version, build }) => {
  it.each(forms)('takes the plugin in $name', async ({ name, file, type, text }) => {
    const root = writeProject(`forms/${version}/${name}`, {
      'package.json': `{ "type": "${type}", "private": true }\n`,
      'index.html': '<script type="module" src="/main.js"></script>\n',
      'main.js': `document.title = '${key}'\n`,
      [file]: text,
    })

    const report = await build({ root, logLevel: 'silent' }).then(
      () => undefined,
      (error: unknown) => reportOf(error) ?? Promise.reject(error as Error),
    )

    expect(report?.findings.map(({ detector }) => detector)).toEqual(['openai-project-key'])
    expect(filesThatHold(join(root, 'dist'), key)).toEqual([])
  })
})
