import type { Framework } from './framework.ts'

/** What bundlers put beside the pages for a worker; hosts run it and do not serve it. */
export const worker: readonly string[] = ['_worker.js', '_worker.js/**']

/** Bundlers, which count where no framework does. */
export const bundlers: readonly Framework[] = [
  {
    name: 'Parcel',
    packages: ['parcel', 'parcel-bundler'],
    command: /\bparcel build\b/u,
    settings: {
      out: {
        default: 'dist',
        files: ['package'],
        path: ['targets', '*', 'distDir'],
        flags: ['--dist-dir', '--out-dir', '-d'],
      },
    },
    outputs: [{ folder: '<out>' }],
    publicPrefixes: [],
    inlinesAnyVariable: true,
  },
  {
    name: 'Rsbuild',
    packages: ['@rsbuild/core'],
    command: /\brsbuild build\b/u,
    settings: {
      out: { default: 'dist', files: ['rsbuild.config'], path: ['output', 'distPath', 'root'], flags: ['--dist-path'] },
    },
    outputs: [{ folder: '<out>' }],
    publicFolder: 'public',
    publicPrefixes: ['PUBLIC_'],
  },
  {
    name: 'Vite',
    packages: ['vite', 'rolldown-vite'],
    needs: ['vite.config', 'index.html'],
    command: /\bvite build\b(?: (?<root>[^-\s&|;][^\s&|;]*))?/u,
    serverCommand: /\s--ssr\b/u,
    settings: {
      out: {
        default: 'dist',
        files: ['vite.config'],
        path: ['build', 'outDir'],
        rootPath: ['root'],
        flags: ['--outDir'],
      },
    },
    outputs: [{ folder: '<out>', except: worker }],
    publicFolder: 'public',
    publicPrefixes: ['VITE_'],
    prefixPath: ['envPrefix'],
  },
  {
    name: 'Rspack',
    packages: ['@rspack/core', '@rspack/cli'],
    needs: ['rspack.config'],
    command: /\brspack build\b/u,
    settings: {
      out: {
        default: 'dist',
        files: ['rspack.config'],
        path: ['output', 'path'],
        flags: ['--output-path', '-o'],
        server: { path: ['target'], value: /^(?:async-)?node/u },
      },
    },
    outputs: [{ folder: '<out>' }],
    publicPrefixes: [],
  },
  {
    name: 'webpack',
    packages: ['webpack'],
    needs: ['webpack.config', 'webpack.config.prod', 'webpack.prod', 'webpack.common'],
    command: /\bwebpack\b(?! serve)/u,
    settings: {
      out: {
        default: 'dist',
        files: ['webpack.config', 'webpack.config.prod', 'webpack.prod', 'webpack.common'],
        path: ['output', 'path'],
        flags: ['--output-path', '-o'],
        server: { path: ['target'], value: /^(?:async-)?node/u },
      },
    },
    outputs: [{ folder: '<out>' }],
    publicPrefixes: [],
  },
  {
    name: 'Bun',
    packages: [],
    command: /\bbun build\b/u,
    serverCommand: /\s--target[= ](?:bun|node)\b|\s--compile\b/u,
    settings: { out: { flags: ['--outdir', '--outfile'] } },
    outputs: [{ folder: '<out>' }],
    publicPrefixes: ['BUN_PUBLIC_'],
  },
  {
    name: 'esbuild',
    packages: ['esbuild'],
    command: /\besbuild\b/u,
    serverCommand: /\s--platform[= ]node\b/u,
    settings: { out: { flags: ['--outdir', '--outfile'] } },
    outputs: [{ folder: '<out>' }],
    publicPrefixes: [],
  },
]

/** What may stand beside a framework: pages about the project, and shells that carry its pages to devices. */
export const besides: readonly Framework[] = [
  {
    name: 'VitePress',
    packages: ['vitepress'],
    command: /\bvitepress build\b(?: (?<root>[^-\s&|;][^\s&|;]*))?/u,
    settings: {
      out: {
        default: '.vitepress/dist',
        files: ['.vitepress/config'],
        path: ['outDir'],
        flags: ['--outDir'],
      },
    },
    outputs: [{ folder: '<out>' }],
    publicPrefixes: ['VITE_'],
    isBeside: true,
  },
  {
    name: 'Storybook',
    packages: ['storybook', '@storybook/react', '@storybook/html'],
    command: /\bstorybook build\b|\bbuild-storybook\b/u,
    settings: { out: { default: 'storybook-static', flags: ['-o', '--output-dir'] } },
    outputs: [{ folder: '<out>' }],
    publicPrefixes: ['STORYBOOK_', 'VITE_'],
    isBeside: true,
  },
  {
    name: 'Tauri',
    packages: ['@tauri-apps/cli', '@tauri-apps/api'],
    settings: {
      // Version 2, then version 1.
      frontendDist: {
        files: ['src-tauri/tauri.conf', 'src-tauri/Tauri'],
        isBesideFile: true,
        path: ['build', 'frontendDist'],
      },
      distDir: {
        files: ['src-tauri/tauri.conf', 'src-tauri/Tauri'],
        isBesideFile: true,
        path: ['build', 'distDir'],
      },
    },
    outputs: [{ folder: '<frontendDist>' }, { folder: '<distDir>' }],
    publicPrefixes: [],
    isBeside: true,
  },
  {
    name: 'Capacitor',
    packages: ['@capacitor/core', '@capacitor/cli'],
    settings: { out: { default: 'www', files: ['capacitor.config'], path: ['webDir'] } },
    outputs: [{ folder: '<out>' }, { folder: 'android/app/src/main/assets/public' }, { folder: 'ios/App/App/public' }],
    publicPrefixes: [],
    isBeside: true,
  },
]
