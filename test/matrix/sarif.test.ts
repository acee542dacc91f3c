import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from 'vite'
import { runCli } from '../e2e/adapters/cli.ts'
import { keys } from '../e2e/cases.ts'
import { writeProject } from '../e2e/project.ts'

const work = mkdtempSync(join(tmpdir(), 'keyfence-sarif-'))
const validator = join(work, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool')

// Microsoft's validator holds the schema and GitHub's own rules; npm has it as a program for each system.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('a SARIF log', () => {
  beforeAll(() => {
    writeFileSync(join(work, 'package.json'), '{ "private": true }')
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '@microsoft/sarif-multitool-linux@5.7.0']
    execFileSync('npm', args, { cwd: work })
    chmodSync(validator, 0o755)
  }, 300_000)
  afterAll(() => rmSync(work, { recursive: true, force: true }))

  it('with nothing in it is valid', async () => {
    const root = writeProject('sarif/clean', { 'dist/a.js': 'x' })
    expect(await problemsOf(root)).toEqual([])
  }, 60_000)

  it('with origins, imports, odd names and unread files is valid', async () => {
    const root = writeProject('sarif/leak', {
      '.env': `VITE_OPENAI_API_KEY=${keys.openai}\n`,
      'index.html': '<script type="module" src="/src/main.js"></script>',
      'src/main.js': `console.log(import.meta.env.VITE_OPENAI_API_KEY, 'ü 😀')\n`,
      'public/odd %20 [name] ü.txt': keys.openai,
    })
    await build({ root, configFile: false, logLevel: 'silent', build: { sourcemap: true } })
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(join(root, 'dist/torn.js.gz'), 'torn')
    expect(await problemsOf(root)).toEqual([])
  }, 60_000)

  it('that is wrong is refused, so the validator works here', () => {
    const root = writeProject('sarif/wrong', { 'wrong.sarif': '{ "version": "2.1.0", "runs": [{ "results": 1 }] }' })
    expect(validate(join(root, 'wrong.sarif'))).not.toEqual([])
  }, 60_000)
})

async function problemsOf(root: string): Promise<string[]> {
  await runCli(root, ['scan', 'dist', '--format', 'sarif=out.sarif'])
  return validate(join(root, 'out.sarif'))
}

/** Lines of the validator that tell of an error or a warning, by the schema and by the rules of GitHub code scanning. */
function validate(log: string): string[] {
  expect(existsSync(log)).toBe(true)
  const args = ['validate', log, '--rule-kind', 'Ghas', '--level', 'Error;Warning', '--output', `${log}.out`]
  // The program asks for a library of languages that a small system does not have.
  const env = { PATH: process.env['PATH'], HOME: work, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' }
  try {
    const output = execFileSync(validator, [...args, '--log', 'ForceOverwrite'], { env, encoding: 'utf8' })
    return output.split('\n').filter((line) => /: (?:error|warning) /u.test(line))
  } catch (error) {
    return [String(error)]
  }
}
