import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packPackages } from '../../scripts/pack-packages.js'
import { keys } from '../e2e/cases.ts'
import { filesIn, filesThatHold, shownPieces } from '../e2e/project.ts'
import { install } from './starter.ts'

const key = keys.openai
// Outside of the workspace: nothing of it may be found by accident.
const work = mkdtempSync(join(tmpdir(), 'keyfence-ssg-'))
const tarballs = packPackages(join(work, 'tarballs'))
const versions = { vite: '8', 'vite-ssg': '28', vue: '3', 'vue-router': '4', '@vitejs/plugin-vue': '6' }

/** A page per route, rendered when Vite is done; the tool then ends the process with 0 itself. */
const app = {
  'package.json': JSON.stringify({ type: 'module', private: true, devDependencies: versions }),
  'index.html': '<!doctype html>\n<div id="app"></div>\n<script type="module" src="/src/main.js"></script>\n',
  'src/main.js': `import { ViteSSG } from 'vite-ssg'
import App from './App.vue'
import Home from './Home.vue'
const routes = [{ path: '/', component: Home }, { path: '/about', component: () => import('./About.vue') }]
export const createApp = ViteSSG(App, { routes })
`,
  'src/App.vue': '<template><router-view /></template>\n',
  'src/Home.vue': '<template><h1>home</h1></template>\n',
  'src/About.vue': '<template><h1>about</h1></template>\n',
}
const leak = `<script setup>
const key = import.meta.env.SSR ? process.env.OPENAI_API_KEY : ''
</script>
<template><h1 :title="key">about</h1></template>
`

afterAll(() => {
  rmSync(work, { recursive: true, force: true })
})

describe('vite-ssg', () => {
  it('renders the same pages with the plugin, and fails where a page holds a key', { timeout: 300_000 }, async () => {
    const folder = join(work, 'app')
    write(folder, app)
    expect(await install(folder, tarballs)).toBeUndefined()

    const plain = build(folder, false)
    expect(plain, plain.output).toMatchObject({ code: 0 })
    expect([...plain.files.keys()]).toEqual(expect.arrayContaining(['index.html', 'about.html']))
    const guarded = build(folder, true)
    expect(guarded, guarded.output).toMatchObject({ code: 0 })
    expect(guarded.files).toEqual(plain.files)

    write(folder, { 'src/About.vue': leak })
    const leaking = build(folder, true)
    expect(leaking.output).toContain('[vite-ssg] Build finished.')
    expect(leaking.output).toContain('keyfence stopped this build: 1 secret would reach every visitor.')
    expect(leaking.output).toContain('dist/about.html')
    expect(leaking.code).toBe(1)
    expect(leaking.files.has('index.html')).toBe(true)
    expect(filesThatHold(join(folder, 'dist'), key)).toEqual([])
    expect(shownPieces(leaking.output, key, 'sk-proj-')).toEqual([])
  })
})

function write(folder: string, files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function build(folder: string, isFenced: boolean) {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  const [line, call] = isFenced ? [`import keyfence from '@keyfence/vite-plugin'\n`, 'keyfence(), '] : ['', '']
  const config = `import vue from '@vitejs/plugin-vue'\n${line}export default { plugins: [${call}vue()] }\n`
  write(folder, { 'vite.config.js': config })
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', OPENAI_API_KEY: key }
  const args = ['node_modules/vite-ssg/bin/vite-ssg.js', 'build']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' })
  return { code: status, output: stdout + stderr, files: filesIn(join(folder, 'dist')) }
}
