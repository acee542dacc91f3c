import { testRule } from '../test-rule.ts'
import { noEnvExposureConfig } from './no-env-exposure-config.ts'

const whole = (option = 'define') =>
  `\`${option}\` hands every variable of this machine to client code. Name the ones that the page needs, one by one.`
const secret = (option = 'define', name = 'OPENAI_API_KEY') =>
  `\`${option}\` puts the secret \`${name}\` into client code. Remove it, and read it in server code.`
const prefix = (option: string, text: string, name = 'OPENAI_API_KEY') =>
  `\`${option}\` with \`'${text}'\` makes \`${name}\` public. Choose a prefix that no secret has, such as \`VITE_\`.`
const inline = (option: string, value: string) =>
  `\`${option}: ${value}\` copies every variable that client code names. Name the public ones by a prefix.`

const vite = { filename: 'vite.config.ts' }
const next = { filename: 'apps/web/next.config.mjs' }
const nuxt = { filename: 'nuxt.config.ts' }
const webpack = { filename: 'webpack.config.js' }
const expo = { filename: 'app.config.ts' }
const build = { filename: 'build.mjs' }

testRule('no-env-exposure-config', noEnvExposureConfig, {
  valid: [
    { name: 'empty', ...vite, code: "defineConfig({ define: { 'process.env': {} } })" },
    {
      name: 'single variables',
      ...vite,
      code: "defineConfig({ define: { 'process.env.NODE_ENV': JSON.stringify(process.env.NODE_ENV), __V__: JSON.stringify(process.env.npm_package_version) } })",
    },
    {
      name: 'a secret set to nothing',
      ...vite,
      code: "defineConfig({ define: { 'process.env.OPENAI_API_KEY': JSON.stringify('') } })",
    },
    {
      name: 'filtered',
      ...vite,
      code: "defineConfig({ define: { 'process.env': Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('APP_'))) } })",
    },
    {
      name: 'filtered while it is copied',
      ...vite,
      code: "const define = Object.entries(process.env).reduce((all, [k, v]) => (k.startsWith('APP_') ? { ...all, [k]: v } : all), {})\nexport default { define }",
    },
    {
      name: 'loadEnv with a prefix',
      ...vite,
      code: "const env = loadEnv(mode, process.cwd(), 'APP_')\nexport default { define: { 'process.env': env } }",
    },
    {
      name: 'loadEnv for the server of the configuration',
      ...vite,
      code: "const env = loadEnv(mode, process.cwd(), '')\nexport default { server: { port: env.PORT, proxy: { '/api': { headers: { authorization: env.OPENAI_API_KEY } } } } }",
    },
    { name: 'safe prefixes', ...vite, code: "export default { envPrefix: ['VITE_', 'APP_', 'PUBLIC_'] }" },
    {
      name: 'server configuration of Nuxt',
      ...nuxt,
      code: "defineNuxtConfig({ runtimeConfig: { openaiApiKey: '', public: { base: '/api' } } })",
    },
    {
      name: 'server configuration of Next',
      ...next,
      code: 'export default { serverRuntimeConfig: { key: process.env.OPENAI_API_KEY }, env: { TITLE: process.env.TITLE } }',
    },
    {
      name: 'env of something else',
      ...build,
      code: "spawn('vite', { env: { OPENAI_API_KEY: process.env.OPENAI_API_KEY } }); spawn('a', { env: process.env })",
    },
    {
      name: 'env of a tool',
      filename: 'playwright.config.ts',
      code: 'defineConfig({ webServer: { env: { OPENAI_API_KEY: process.env.OPENAI_API_KEY } } })',
    },
    { name: 'names that are no secrets', ...webpack, code: "new webpack.EnvironmentPlugin(['NODE_ENV', 'API_URL'])" },
    {
      name: 'a method called define',
      ...build,
      code: "customElements.define('a-b', process.env.OPENAI_API_KEY); x.define = process.env",
    },
    {
      name: 'text that replaces',
      ...build,
      code: "text.replace({ a: 1 }); replace({ 'process.env.NODE_ENV': '\"production\"' })",
    },
    { name: 'a column', filename: 'lib/db.ts', code: "table('a', { public: boolean(), extra: json(), env: text() })" },
    { name: 'client code', filename: 'src/a.client.ts', code: "f({ define: { 'process.env': process.env } })" },
    { name: 'public files', ...nuxt, code: 'defineNuxtConfig({ public: { key: process.env.OPENAI_API_KEY } })' },
    {
      name: 'allowed',
      ...vite,
      code: "// keyfence-allow config-exposure -- the server's bundle\nexport default { define: { 'process.env': process.env } }",
    },
    {
      name: 'rule off in the policy',
      ...vite,
      code: "export default { define: { 'process.env': process.env } }",
      settings: { keyfence: { severity: { 'config-exposure': 'off' } } },
    },
  ],
  invalid: [
    {
      name: 'the whole environment',
      ...vite,
      code: "export default { define: { 'process.env': process.env } }",
      errors: [{ message: whole(), line: 1, column: 43, endColumn: 54 }],
    },
    ...[
      ["export default { define: { 'process.env': JSON.stringify(process.env) } }", 'as JSON'],
      ["export default { define: { 'process.env': { ...process.env } } }", 'spread'],
      ['export default { define: { ...process.env } }', 'spread into it'],
      ['export default { define: process.env }', 'itself'],
      ["const { env } = process\nexport default { define: { 'process.env': env } }", 'by another name'],
      ["export default { define: { 'process.env': loadEnv(mode, process.cwd(), '') } }", 'loadEnv'],
      [
        "const env = loadEnv(mode, process.cwd(), '')\nexport default { define: { 'process.env': env } }",
        'loadEnv before',
      ],
      [
        "const env = loadEnv(mode, process.cwd(), ['VITE_', ''])\nexport default { define: { 'process.env': JSON.stringify(env) } }",
        'loadEnv with a list',
      ],
      [
        "export default { define: Object.fromEntries(Object.entries(process.env).map(([k, v]) => ['process.env.' + k, JSON.stringify(v)])) }",
        'entries',
      ],
      [
        "const define = Object.entries(process.env).reduce((all, [k, v]) => ({ ...all, ['process.env.' + k]: v }), {})\nexport default { define }",
        'reduced',
      ],
      [
        "import dotenv from 'dotenv'\nexport default { define: { 'process.env': JSON.stringify(dotenv.config().parsed) } }",
        'dotenv',
      ],
    ].map(([code, name]) => ({
      name: `whole environment, ${name!}`,
      ...vite,
      code: code!,
      errors: [{ message: whole() }],
    })),
    ...[
      [
        "export default { define: { 'process.env.OPENAI_API_KEY': JSON.stringify(process.env.OPENAI_API_KEY) } }",
        'as JSON',
      ],
      ['export default { define: { __KEY__: `"${process.env.OPENAI_API_KEY}"` } }', 'under another name'],
      [
        "const env = loadEnv(mode, process.cwd(), '')\nexport default { define: { __KEY__: JSON.stringify(env.OPENAI_API_KEY) } }",
        'loadEnv',
      ],
      ["export default { define: { 'process.env': { OPENAI_API_KEY: process.env.OPENAI_API_KEY } } }", 'in an object'],
      ["export default { define: { 'process.env.OPENAI_API_KEY': JSON.stringify(secrets.openai) } }", 'by its name'],
      ['const define = { __KEY__: process.env.OPENAI_API_KEY }\nexport default { define }', 'before'],
    ].map(([code, name]) => ({ name: `a secret, ${name!}`, ...vite, code: code!, errors: [{ message: secret() }] })),
    {
      name: 'an empty prefix',
      ...vite,
      code: "export default { envPrefix: '' }",
      errors: [{ message: prefix('envPrefix', '') }],
    },
    {
      name: 'a prefix of a secret',
      ...vite,
      code: "export default { envPrefix: ['VITE_', 'OPENAI_'] }",
      errors: [{ message: prefix('envPrefix', 'OPENAI_'), column: 39 }],
    },
    {
      name: 'a short prefix',
      ...vite,
      code: "export default { envPrefix: 'STRIPE_S' }",
      errors: [{ message: prefix('envPrefix', 'STRIPE_S', 'STRIPE_SECRET_KEY') }],
    },
    {
      name: 'prefix of SvelteKit',
      filename: 'svelte.config.js',
      code: "export default { kit: { env: { publicPrefix: '' } } }",
      errors: [{ message: prefix('publicPrefix', '') }],
    },
    {
      name: 'env of Next',
      ...next,
      code: 'export default { env: { KEY: process.env.OPENAI_API_KEY, TITLE: process.env.TITLE } }',
      errors: [{ message: secret('env'), column: 25 }],
    },
    {
      name: 'public configuration of Next',
      ...next,
      code: 'module.exports = { publicRuntimeConfig: { key: process.env.OPENAI_API_KEY } }',
      errors: [{ message: secret('publicRuntimeConfig') }],
    },
    {
      name: 'the whole env of Next',
      ...next,
      code: 'module.exports = { env: { ...process.env } }',
      errors: [{ message: whole('env') }],
    },
    {
      name: 'public configuration of Nuxt',
      ...nuxt,
      code: 'defineNuxtConfig({ runtimeConfig: { public: { key: process.env.OPENAI_API_KEY } } })',
      errors: [{ message: secret('runtimeConfig.public') }],
    },
    {
      name: 'public configuration of Nuxt, by its name',
      ...nuxt,
      code: 'defineNuxtConfig({ runtimeConfig: { public: { openaiApiKey: read() } } })',
      errors: [{ message: secret('runtimeConfig.public', 'openaiApiKey') }],
    },
    {
      name: 'extra of Expo',
      ...expo,
      code: 'export default () => ({ extra: { key: process.env.OPENAI_API_KEY } })',
      errors: [{ message: secret('extra') }],
    },
    {
      name: 'DefinePlugin',
      ...webpack,
      code: "new webpack.DefinePlugin({ 'process.env': JSON.stringify(process.env) })",
      errors: [{ message: whole('DefinePlugin') }],
    },
    {
      name: 'DefinePlugin with a secret',
      ...webpack,
      code: "new DefinePlugin({ 'process.env.KEY': JSON.stringify(process.env.OPENAI_API_KEY) })",
      errors: [{ message: secret('DefinePlugin') }],
    },
    {
      name: 'EnvironmentPlugin',
      ...webpack,
      code: "new webpack.EnvironmentPlugin(['NODE_ENV', 'OPENAI_API_KEY']); new EnvironmentPlugin({ JWT_SECRET: undefined }); new EnvironmentPlugin('DB_PASSWORD')",
      errors: [
        { message: secret('EnvironmentPlugin') },
        { message: secret('EnvironmentPlugin', 'JWT_SECRET') },
        { message: secret('EnvironmentPlugin', 'DB_PASSWORD') },
      ],
    },
    {
      name: 'EnvironmentPlugin with all',
      ...webpack,
      code: 'new webpack.EnvironmentPlugin(Object.keys(process.env)); new EnvironmentPlugin(process.env)',
      errors: [{ message: whole('EnvironmentPlugin') }, { message: whole('EnvironmentPlugin') }],
    },
    {
      name: 'dotenv-webpack',
      ...webpack,
      code: 'new Dotenv({ systemvars: true })',
      errors: [{ message: inline('systemvars', 'true') }],
    },
    {
      name: 'esbuild',
      ...build,
      code: "esbuild.build({ define: { 'process.env.OPENAI_API_KEY': JSON.stringify(process.env.OPENAI_API_KEY) } })",
      errors: [{ message: secret() }],
    },
    {
      name: 'Bun',
      ...build,
      code: "await Bun.build({ env: 'inline' })",
      errors: [{ message: inline('env', "'inline'") }],
    },
    {
      name: 'replace of Rollup',
      filename: 'rollup.config.js',
      code: "replace({ 'process.env.KEY': JSON.stringify(process.env.OPENAI_API_KEY) }); replace({ values: { KEY: process.env.JWT_SECRET } })",
      errors: [{ message: secret('replace') }, { message: secret('replace', 'JWT_SECRET') }],
    },
    {
      name: 'an allow entry that expired',
      ...vite,
      code: 'export default { define: process.env }',
      settings: { keyfence: { allow: [{ path: 'vite.config.ts', reason: 'soon', expires: '2020-01-31' }] } },
      errors: [{ message: `${whole()} The allow entry for it expired on 2020-01-31.` }],
    },
  ],
})
