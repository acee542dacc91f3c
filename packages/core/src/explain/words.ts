import type { Cause, Detector, HostFacts, SourcePlace } from '../model.ts'
import type { Origin } from './origin.ts'

/** Pages that a message points to. */
export const docsRoot = 'https://github.com/keyfence/keyfence/blob/main/docs'

/** What the sentences of a finding are made of. */
export interface Facts {
  readonly origin: Origin
  readonly host: HostFacts | undefined
  readonly detector: Detector | undefined
  readonly envName: string | null
  readonly envSource: SourcePlace | null
  readonly standardEnvName: string | null
  readonly publicPrefix: string | null
}

/** One sentence: how the cause made the secret public. */
export function whyOf(facts: Facts): string {
  const { origin, publicPrefix, envName } = facts
  if (facts.host?.audience === 'readers')
    return 'Whoever reads the repository can use it, also after it is deleted: its history keeps it.'
  const host = facts.host?.hostName ?? 'The bundler'
  const expression = origin.expression ?? 'an expression'
  const sentences: Readonly<Record<Cause, string>> = {
    import: `${host} puts every package that client code imports into the page.`,
    literal: `${host} copies string literals from client code into the page.`,
    'public-prefix':
      publicPrefix === null
        ? `${host} copies environment variables with a public prefix into the page.`
        : `${host} copies every variable that begins with ${publicPrefix} into the page.`,
    define:
      facts.host?.inlinesAnyVariable === true
        ? `${host} replaces every variable that client code reads by its value, whatever it is called.`
        : `\`define\` replaces \`${expression}\` by the value while ${host} builds.`,
    'json-import': 'A JSON file that client code imports ships with the page.',
    'raw-import': '`?raw` copies the text of a file into the page.',
    asset: 'A file that client code refers to ships as it is.',
    'public-dir': 'Everything in the public folder is copied to the output as it is.',
    html:
      origin.path === null && facts.host?.hostName !== undefined && facts.host.modulesOf === undefined
        ? `${host} renders it into a page, and every visitor receives the page as it stands.`
        : 'Every visitor receives the HTML as it stands.',
    style: 'Every visitor receives the style sheet as it stands.',
    'source-map': 'The source map repeats source code, also code that the bundle dropped.',
    comment: 'The comment is kept, in the output or in its source map.',
    injected: `The option \`${expression}\` adds this text to the output.`,
    plugin: 'It stands in no module: a plugin or the minifier put it there after bundling.',
    dependency: 'A package in node_modules brings it along.',
    unknown:
      envName !== null && publicPrefix !== null
        ? `Bundlers copy variables that begin with ${publicPrefix} into the page.`
        : 'The output holds it; no source map or module graph says where from.',
  }
  return sentences[origin.cause]
}

/** What to do, the safest first. */
export function remedyOf(facts: Facts): string[] {
  if (facts.host?.audience === 'readers')
    return [removalFromRepository(facts), revocation(facts, 'Was it ever pushed?')]
  return [removal(facts), callFromServer(facts), revocation(facts, 'Was a build with it ever deployed?')].filter(
    (step) => step !== undefined,
  )
}

function removalFromRepository({ origin, envName, standardEnvName }: Facts): string {
  const variable = standardEnvName ?? envName ?? 'an environment variable'
  return `Take it out of ${origin.path ?? 'the file'}; keep it in ${variable}, in a file that git ignores or in a secret store.`
}

function removal({ origin, host, envName, envSource, standardEnvName, publicPrefix }: Facts): string | undefined {
  const variable = standardEnvName ?? envName ?? 'an environment variable'
  if (publicPrefix !== null && envName !== null) {
    const file = envSource === null ? '' : ` in ${envSource.path}${envSource.line === null ? '' : `:${envSource.line}`}`
    return `Rename it to ${standardEnvName ?? envName.slice(publicPrefix.length)}${file}; no ${publicPrefix} in front.`
  }
  const place = origin.path ?? 'the source'
  const steps: Readonly<Record<Cause, string | undefined>> = {
    import: 'Import it in server code only.',
    literal: `Take it out of ${place}; keep it in ${variable} on the server.`,
    'public-prefix': `Give the variable a name without a public prefix.`,
    define:
      host?.inlinesAnyVariable === true
        ? `Do not read \`${origin.expression ?? variable}\` in client code.`
        : `Remove \`${origin.expression ?? ''}\` from \`define\`; client code may not read ${variable}.`,
    'json-import': `Take it out of ${place}, or import that file on the server only.`,
    'raw-import': `Do not import ${place} in client code.`,
    asset: `Do not refer to ${place} from client code, or take the secret out of it.`,
    'public-dir': `Move ${place} out of the public folder, or take the secret out of it.`,
    html: `Take it out of ${place}.`,
    style: `Take it out of ${place}.`,
    'source-map': `Take it out of ${place}; a secret in source code ships with every map.`,
    comment: `Delete the comment in ${place}.`,
    injected: `Take it out of the option \`${origin.expression ?? ''}\`.`,
    plugin: 'Find the plugin that adds it, and keep the value from it.',
    dependency: `Ask who wrote ${place}: a package may not hold anyone's key.`,
    unknown: 'Find where the value enters client code, and take it out.',
  }
  return steps[origin.cause]
}

function callFromServer({ detector }: Facts): string {
  const service = detector?.provider ?? 'the service'
  return `Call ${service} in a server route and fetch that: ${docsRoot}/guide/server-route.md`
}

function revocation({ detector }: Facts, question: string): string {
  const where = detector?.revokeUrl
  return `${question} Then it is public: revoke it first${where === undefined ? ' where it was issued.' : `, at ${where}`}`
}
