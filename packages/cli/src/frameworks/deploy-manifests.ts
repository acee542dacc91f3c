import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { asRecord, isFile } from './packages.ts'
import { readData } from './static-config.ts'

/** A folder that a host is told to serve. */
export interface Deployed {
  /** Name of the host. */
  readonly host: string
  /** Where it is told, as the file is called. */
  readonly manifest: string
  /** Absolute. */
  readonly folder: string
  /** Globs of what counts in it. @default everything */
  readonly only?: readonly string[]
  /** Set for what a build for the host wrote beside the framework's own output. */
  readonly isFurther?: true
}

/** A file of a host, and the folders that are named in it, relative to the file. */
interface Manifest {
  readonly host: string
  readonly files: readonly string[]
  readonly foldersIn: (data: Record<string, unknown>) => unknown[]
}

const manifests: readonly Manifest[] = [
  { host: 'Vercel', files: ['vercel.json'], foldersIn: ({ outputDirectory }) => [outputDirectory] },
  {
    host: 'Netlify',
    files: ['netlify.toml'],
    foldersIn: ({ build, context }) => {
      const { base, publish } = asRecord(build)
      const others = Object.values(asRecord(context)).map((entry) => asRecord(entry)['publish'])
      // Every folder is relative to the base.
      return [publish, ...others].map((path) => (typeof path === 'string' ? join(textOf(base), path) : path))
    },
  },
  {
    host: 'Cloudflare',
    files: ['wrangler.json', 'wrangler.jsonc', 'wrangler.toml'],
    foldersIn: (data) => {
      const all = [data, ...Object.values(asRecord(data['env'])).map(asRecord)]
      return all.flatMap((entry) => [
        asRecord(entry['assets'])['directory'],
        entry['pages_build_output_dir'],
        asRecord(entry['site'])['bucket'],
      ])
    },
  },
  {
    host: 'Firebase',
    files: ['firebase.json'],
    foldersIn: ({ hosting }) => [hosting].flat().map((entry) => asRecord(entry)['public']),
  },
]

/**
 * Folders that the manifests of hosts in a folder name, and the one that Vercel's own build writes.
 *
 * @returns In the order of the hosts; each folder once.
 */
export async function deployedFolders(folder: string): Promise<Deployed[]> {
  const found: Deployed[] = []
  for (const { host, files, foldersIn } of manifests) {
    for (const manifest of files) {
      const file = await redirected(join(folder, manifest), manifest)
      if (!isFile(file)) continue
      for (const path of foldersIn(asRecord(await readData(file)))) {
        if (typeof path !== 'string' || path === '') continue
        found.push({ host, manifest, folder: resolve(dirname(file), path) })
      }
    }
  }
  const vercel = { host: 'Vercel', manifest: '.vercel/output', isFurther: true } as const
  const built = join(folder, '.vercel/output')
  if (existsSync(join(built, 'static'))) found.push({ ...vercel, folder: join(built, 'static') })
  // Pages that were rendered before the first visit stand between the functions.
  if (existsSync(join(built, 'functions')))
    found.push({ ...vercel, folder: join(built, 'functions'), only: ['**/*.prerender-fallback*'] })
  return found.filter((one, index) => found.findIndex(({ folder: other }) => other === one.folder) === index)
}

/** A build may write a configuration of its own for Cloudflare, and leave word where. */
async function redirected(file: string, manifest: string): Promise<string> {
  if (!manifest.startsWith('wrangler.')) return file
  const word = join(dirname(file), '.wrangler/deploy/config.json')
  const { configPath } = asRecord(isFile(word) ? await readData(word) : undefined)
  return isFile(file) && typeof configPath === 'string' ? resolve(dirname(word), configPath) : file
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
