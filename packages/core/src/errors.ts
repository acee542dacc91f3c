/** Every error that keyfence raises by itself. The code is stable, the wording is not. */
export const errorTexts = {
  KF_CONFIG_UNKNOWN_OPTION: 'An option that keyfence does not know.',
  KF_CONFIG_TYPE: 'An option whose value has another type or form than expected.',
  KF_CONFIG_LOAD: 'A configuration file that cannot be read or that throws.',
  KF_CONFIG_MISSING: 'A configuration file that was named and is not there.',
  KF_CONFIG_TWICE: 'Two configuration files in one folder.',
  KF_BASELINE: 'A baseline that cannot be read or was written by a newer keyfence.',
  KF_DETECTOR: 'A detector entry that cannot work.',
  KF_ENV_FILE: 'An environment file that is there and cannot be read.',
  KF_SECRETS_COMMAND: 'A command of `secrets.commands` that fails, hangs or prints no values.',
  KF_OUTPUT: 'A result of a bundler that holds nothing to check.',
  KF_REPORT: 'A report that cannot be written where it was asked for.',
  KF_AUDIT: 'keyfence itself failed while it checked the output.',
} as const

/** Code of a `KeyfenceError`. */
export type ErrorCode = keyof typeof errorTexts

/** An error that a person can act on. Its message never holds a secret. */
export class KeyfenceError extends Error {
  /** Stable code of the table of errors. */
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'KeyfenceError'
    this.code = code
  }
}
