import { describe, expect, it } from 'vitest'
import { KeyfenceError } from '../errors.ts'
import { checkConfig, configOptions, defineConfig, unknownOptionError } from './config.ts'

function complaint(config: unknown): string {
  try {
    checkConfig(config, '`keyfence.config.js`')
  } catch (error) {
    return error instanceof KeyfenceError ? `${error.code} ${error.message}` : String(error)
  }
  return 'accepted'
}

describe('checkConfig', () => {
  it.each([
    [{}],
    [{ secrets: { include: ['A', /^B/u], ignore: [] } }],
    [{ serverOnly: { packages: ['pg'], files: ['src/server/**'], allow: ['openai/helpers'] } }],
    [{ allow: [{ rule: 'key-literal', reason: 'demo' }] }],
    [{ allow: [{ fingerprint: 'kf1_0', reason: 'demo', expires: '2027-01-31' }] }],
    [{ detectors: { off: ['groq-api-key'], add: [{ id: 'acme-key' }] } }],
    [{ severity: { 'server-import': 'off', 'key-literal': 'warning' } }],
    [{ failOn: 'warning' }],
  ])('accepts %o', (config) => {
    expect(checkConfig(config, 'here')).toBe(config)
  })

  it.each([
    [
      { secret: {} },
      'KF_CONFIG_UNKNOWN_OPTION Unknown option `secret` in `keyfence.config.js`. Did you mean `secrets`?',
    ],
    [
      { failon: 'never' },
      'KF_CONFIG_UNKNOWN_OPTION Unknown option `failon` in `keyfence.config.js`. Did you mean `failOn`?',
    ],
    [
      { colour: true },
      'KF_CONFIG_UNKNOWN_OPTION Unknown option `colour` in `keyfence.config.js`. Known options: `secrets`, `serverOnly`, `allow`, `detectors`, `severity`, `failOn`.',
    ],
    [
      { secrets: { exclude: [] } },
      'KF_CONFIG_UNKNOWN_OPTION Unknown option `exclude` in `secrets` of `keyfence.config.js`. Did you mean `include`?',
    ],
    [
      { secrets: { names: [] } },
      'KF_CONFIG_UNKNOWN_OPTION Unknown option `names` in `secrets` of `keyfence.config.js`. Known options: `include`, `ignore`, `commands`.',
    ],
    [
      { severity: { 'server-imports': 'off' } },
      'KF_CONFIG_UNKNOWN_OPTION Unknown option `server-imports` in `severity` of `keyfence.config.js`. Did you mean `server-import`?',
    ],
    [
      {
        allow: [
          { rule: 'key-literal', reason: 'x' },
          { rules: 'key-literal', reason: 'x' },
        ],
      },
      'KF_CONFIG_UNKNOWN_OPTION Unknown option `rules` in `allow[1]` of `keyfence.config.js`. Did you mean `rule`?',
    ],
    [
      { allow: [{ path: 'a', reson: 'x' }] },
      'KF_CONFIG_TYPE Allow entry 1 in `keyfence.config.js` has no `reason`. Say why this may stay, or remove the entry.',
    ],
    [
      {
        allow: [
          { path: 'a', reason: 'x' },
          { path: 'a', reason: '  ' },
        ],
      },
      'KF_CONFIG_TYPE Allow entry 2 in `keyfence.config.js` has no `reason`. Say why this may stay, or remove the entry.',
    ],
    [
      { allow: [{ reason: 'x' }] },
      'KF_CONFIG_TYPE Allow entry 1 in `keyfence.config.js` does not say what may stay. Give it a `fingerprint`, or a `rule`, `detector`, `package`, `env` or `path`.',
    ],
    [
      {
        allow: [
          { path: 'a', reason: 'x' },
          { reason: 'x', expires: '2027-01-31', rule: undefined },
        ],
      },
      'KF_CONFIG_TYPE Allow entry 2 in `keyfence.config.js` does not say what may stay. Give it a `fingerprint`, or a `rule`, `detector`, `package`, `env` or `path`.',
    ],
    [
      { allow: [{ path: '', reason: 'x' }] },
      'KF_CONFIG_TYPE Allow entry 1 in `keyfence.config.js` does not say what may stay. Give it a `fingerprint`, or a `rule`, `detector`, `package`, `env` or `path`.',
    ],
    [
      { allow: [{ path: 'a', reason: 'x', expires: '31.1.2027' }] },
      'KF_CONFIG_TYPE Option `allow[0].expires` in `keyfence.config.js` must be a date such as "2027-01-31", but it is another text.',
    ],
    [
      { detectors: { on: ['generic-pasword'] } },
      'KF_CONFIG_TYPE Option `detectors.on[0]` in `keyfence.config.js` must be one of "generic-password", but it is another text.',
    ],
    [{ allow: {} }, 'KF_CONFIG_TYPE Option `allow` in `keyfence.config.js` must be a list, but it is an object.'],
    [
      { allow: [{ rule: 'key', reason: 'x' }] },
      'KF_CONFIG_TYPE Option `allow[0].rule` in `keyfence.config.js` must be one of "public-env", "env-value", "key-literal", "server-import", "config-exposure", "env-name", but it is another text.',
    ],
    [
      { failOn: 'errors' },
      'KF_CONFIG_TYPE Option `failOn` in `keyfence.config.js` must be one of "error", "warning", "never", but it is another text.',
    ],
    [
      { failOn: null },
      'KF_CONFIG_TYPE Option `failOn` in `keyfence.config.js` must be one of "error", "warning", "never", but it is null.',
    ],
    [
      { secrets: { include: 'A' } },
      'KF_CONFIG_TYPE Option `secrets.include` in `keyfence.config.js` must be a list, but it is another text.',
    ],
    [
      { secrets: { include: [3] } },
      'KF_CONFIG_TYPE Option `secrets.include[0]` in `keyfence.config.js` must be a text or a pattern, but it is 3.',
    ],
    [{ secrets: [] }, 'KF_CONFIG_TYPE Option `secrets` in `keyfence.config.js` must be an object, but it is a list.'],
    [
      { serverOnly: { files: [true] } },
      'KF_CONFIG_TYPE Option `serverOnly.files[0]` in `keyfence.config.js` must be a text, but it is true.',
    ],
    [undefined, 'KF_CONFIG_TYPE Expected an object with options in `keyfence.config.js`, but it is missing.'],
    ['text', 'KF_CONFIG_TYPE Expected an object with options in `keyfence.config.js`, but it is another text.'],
    [() => ({}), 'KF_CONFIG_TYPE Expected an object with options in `keyfence.config.js`, but it is a function.'],
  ])('refuses %o', (config, message) => {
    expect(complaint(config)).toBe(message)
  })
})

describe('configOptions', () => {
  it('are the options that a plugin may pass on', () => {
    expect(configOptions).toEqual(['secrets', 'serverOnly', 'allow', 'detectors', 'severity', 'failOn'])
  })
})

describe('defineConfig', () => {
  it('returns what it gets', () => {
    const config = { failOn: 'never' } as const
    expect(defineConfig(config)).toBe(config)
  })
})

describe('unknownOptionError', () => {
  it('serves adapters with options of their own', () => {
    expect(unknownOptionError('confg', ['config', 'root'], 'the options of `keyfence()`').message).toBe(
      'Unknown option `confg` in the options of `keyfence()`. Did you mean `config`?',
    )
  })
})
