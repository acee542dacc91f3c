import type { PluginRow } from './esbuild-plugins.ts'

const main = { 'src/main.js': `import './style.css'\nimport('./lazy.js')\ndocument.title = 'LEAK'\n` }
const app = { ...main, 'src/style.css': `a { color: red }\n`, 'src/lazy.js': `export const lazy = 'LEAK'\n` }
const chunks = `splitting: true, entryNames: '[name]-[hash]', sourcemap: true,`

/** Published plugins of every kind: those that load, those that change the output, and those that write files. */
export const pluginRows: readonly PluginRow[] = [
  {
    name: 'esbuild-plugin-manifest',
    files: app,
    imports: `import manifest from 'esbuild-plugin-manifest'`,
    plugins: 'manifest()',
    options: chunks,
  },
  {
    name: 'esbuild-plugin-clean',
    files: { ...app, 'dist/old.js': 'old' },
    imports: `import { clean } from 'esbuild-plugin-clean'`,
    plugins: `clean({ patterns: ['./dist/*'] })`,
    options: chunks,
  },
  {
    name: 'esbuild-plugin-copy',
    files: { ...app, 'static/page.html': '<p>LEAK</p>\n', 'static/deep/notes.txt': 'notes\n' },
    imports: `import { copy } from 'esbuild-plugin-copy'`,
    plugins: `copy({ resolveFrom: 'cwd', assets: { from: ['./static/**/*'], to: ['./dist'] } })`,
    own: ['static/page.html'],
  },
  {
    name: 'esbuild-copy-static-files',
    files: { ...app, 'static/page.html': '<p>LEAK</p>\n' },
    imports: `import copyStaticFiles from 'esbuild-copy-static-files'`,
    plugins: `copyStaticFiles({ src: './static', dest: './dist', preserveTimestamps: true })`,
    own: ['static/page.html'],
  },
  {
    name: 'esbuild-plugin-compress',
    files: app,
    imports: `import { compress } from 'esbuild-plugin-compress'`,
    plugins: 'compress()',
    options: 'write: false,',
  },
  {
    name: '@craftamap/esbuild-plugin-html',
    files: { ...app, 'template.html': '<!doctype html><html><head></head><body>LEAK</body></html>\n' },
    imports: `import { htmlPlugin } from '@craftamap/esbuild-plugin-html'`,
    plugins: `htmlPlugin({ files: [{ entryPoints: ['src/main.js'], filename: 'index.html', htmlTemplate: readFileSync('template.html', 'utf8') }] })`,
    options: `metafile: true, ${chunks}`,
    own: ['template.html'],
  },
  {
    name: '@craftamap/esbuild-plugin-html, behind esbuild-sass-plugin',
    packages: ['@craftamap/esbuild-plugin-html', 'esbuild-sass-plugin'],
    files: {
      'src/main.js': `import './style.scss'\n`,
      'src/style.scss': `$note: 'LEAK';\na { b { content: $note } }\n`,
    },
    imports: `import { htmlPlugin } from '@craftamap/esbuild-plugin-html'\nimport { sassPlugin } from 'esbuild-sass-plugin'`,
    plugins: `sassPlugin(), htmlPlugin({ files: [{ entryPoints: ['src/main.js'], filename: 'index.html' }] })`,
    options: 'metafile: true,',
  },
  {
    name: 'esbuild-plugin-svgr',
    files: {
      'src/main.js': `import Icon from './icon.svg'\nconsole.log(Icon)\n`,
      'src/icon.svg': `<svg xmlns="http://www.w3.org/2000/svg"><path id="LEAK" d="M0 0h10"/></svg>\n`,
    },
    imports: `import svgr from 'esbuild-plugin-svgr'`,
    plugins: 'svgr()',
    options: `external: ['react'],`,
  },
  {
    name: 'esbuild-plugin-vue-next',
    packages: ['esbuild-plugin-vue-next', 'vue'],
    files: {
      'src/main.js': `import App from './App.vue'\nconsole.log(App)\n`,
      'src/App.vue': `<template>\n  <p>LEAK</p>\n</template>\n<script>\nexport default { name: 'App' }\n</script>\n<style>p { color: red }</style>\n`,
    },
    imports: `import vue from 'esbuild-plugin-vue-next'`,
    plugins: 'vue()',
    options: `external: ['vue'],`,
  },
  {
    name: 'esbuild-svelte',
    packages: ['esbuild-svelte', 'svelte'],
    files: {
      'src/main.js': `import App from './App.svelte'\nconsole.log(App)\n`,
      'src/App.svelte': `<h1>LEAK</h1>\n<style>h1 { color: red }</style>\n`,
    },
    imports: `import sveltePlugin from 'esbuild-svelte'`,
    plugins: 'sveltePlugin()',
    options: `mainFields: ['svelte', 'browser', 'module', 'main'], conditions: ['svelte', 'browser'],`,
  },
  {
    name: '@esbuild-plugins/tsconfig-paths',
    packages: ['@esbuild-plugins/tsconfig-paths', 'typescript@5'],
    files: {
      'src/main.js': `import { note } from '~/lib/note'\nconsole.log(note)\n`,
      'src/lib/note.ts': `export const note: string = 'LEAK'\n`,
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "~/*": ["src/*"] } } }\n',
    },
    imports: `import paths from '@esbuild-plugins/tsconfig-paths'`,
    plugins: 'paths.default({})',
  },
  {
    name: '@mdx-js/esbuild',
    files: { 'src/main.js': `import Page from './page.mdx'\nconsole.log(Page)\n`, 'src/page.mdx': `# Title\n\nLEAK\n` },
    imports: `import mdx from '@mdx-js/esbuild'`,
    plugins: 'mdx()',
    options: `external: ['react'],`,
  },
  {
    name: 'esbuild-plugin-polyfill-node',
    files: { 'src/main.js': `import { Buffer } from 'node:buffer'\nconsole.log(Buffer.from('LEAK'), process.env)\n` },
    imports: `import { polyfillNode } from 'esbuild-plugin-polyfill-node'`,
    plugins: 'polyfillNode()',
    options: 'minify: true,',
  },
  {
    name: 'esbuild-plugin-babel',
    packages: ['esbuild-plugin-babel', '@babel/core', '@babel/preset-env'],
    files: {
      'src/main.js': `const say = (text) => text ?? 'LEAK'\ndocument.title = say()\n`,
      'babel.config.json': '{ "presets": [["@babel/preset-env", { "modules": false }]] }\n',
    },
    imports: `import babel from 'esbuild-plugin-babel'`,
    plugins: 'babel()',
  },
  {
    name: 'esbuild-plugin-ifdef',
    files: { 'src/main.ts': `/// #if debug\nconsole.log('LEAK')\n/// #endif\nconsole.log(1)\n` },
    imports: `import ifdef from 'esbuild-plugin-ifdef'`,
    plugins: 'ifdef({ variables: { debug: true } })',
    options: `entryPoints: ['src/main.ts'],`,
  },
  {
    name: '@vanilla-extract/esbuild-plugin',
    packages: ['@vanilla-extract/esbuild-plugin', '@vanilla-extract/css'],
    files: {
      'package.json': '{ "name": "app", "type": "module", "private": true }\n',
      'src/main.js': `import { box } from './box.css.js'\ndocument.body.className = box\n`,
      'src/box.css.js': `import { style } from '@vanilla-extract/css'\nexport const box = style({ content: '"LEAK"' })\n`,
    },
    imports: `import { vanillaExtractPlugin } from '@vanilla-extract/esbuild-plugin'`,
    plugins: 'vanillaExtractPlugin()',
  },
  {
    name: 'esbuild-plugin-less',
    packages: ['esbuild-plugin-less', 'less'],
    files: {
      'src/main.js': `import './style.less'\n`,
      'src/style.less': `@note: "LEAK";\na { b { content: @note } }\n`,
    },
    imports: `import { lessLoader } from 'esbuild-plugin-less'`,
    plugins: 'lessLoader()',
  },
  {
    name: 'esbuild-style-plugin',
    packages: ['esbuild-style-plugin', 'postcss', 'autoprefixer'],
    files: { 'src/main.js': `import './style.css'\n`, 'src/style.css': `a { user-select: none; --note: "LEAK" }\n` },
    imports: `import style from 'esbuild-style-plugin'\nimport autoprefixer from 'autoprefixer'`,
    plugins: 'style({ postcss: { plugins: [autoprefixer] } })',
  },
  {
    name: 'esbuild-plugin-license',
    files: app,
    imports: `import license from 'esbuild-plugin-license'`,
    plugins: `license({ banner: '/*! built with care */', thirdParty: { output: { file: 'dist/licenses.txt' } } })`,
    options: 'metafile: true,',
  },
  {
    name: 'esbuild-plugin-wasm',
    files: {
      'src/main.js': `import * as empty from './empty.wasm'\nconsole.log(empty, 'LEAK')\n`,
      'src/empty.wasm': new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]),
    },
    imports: `import { wasmLoader } from 'esbuild-plugin-wasm'`,
    plugins: `wasmLoader({ mode: 'deferred' })`,
  },
]
