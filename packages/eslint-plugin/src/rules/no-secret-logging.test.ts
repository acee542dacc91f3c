import { testRule } from '../test-rule.ts'
import { noSecretLogging } from './no-secret-logging.ts'

const logged = (target = 'console.log', name = 'JWT_SECRET') =>
  `The value of \`${name}\` is written to \`${target}\`, where others can read it. Say whether it is set, not what it is.`
const whole = (target = 'console.log') =>
  `The whole environment is written to \`${target}\`, with every secret in it. Write single variables that are none.`
const rendered = 'The value of `JWT_SECRET` is rendered as text. Say whether it is set, not what it is.'
const drop = (output: string) => [{ desc: 'Remove the argument.', output }]

testRule('no-secret-logging', noSecretLogging, {
  valid: [
    {
      name: 'whether it is set',
      code: "console.log(process.env.JWT_SECRET ? 'set' : 'missing', !!process.env.JWT_SECRET, typeof process.env.JWT_SECRET)",
    },
    {
      name: 'its length and its end',
      code: 'console.log(process.env.JWT_SECRET.length, process.env.JWT_SECRET.slice(-4))',
    },
    { name: 'compared', code: "console.log(process.env.JWT_SECRET === 'x', Boolean(process.env.JWT_SECRET))" },
    { name: 'no level of a log', code: 'console.assert(process.env.JWT_SECRET)' },
    { name: 'its name', code: "console.log('JWT_SECRET is missing'); f(process.env.JWT_SECRET)" },
    { name: 'no secret', code: 'console.log(process.env.PORT, process.env.API_URL); f(process.env.JWT_SECRET)' },
    {
      name: 'no logger',
      code: 'sign(process.env.JWT_SECRET); cache.set(process.env.JWT_SECRET); math.log(process.env.JWT_SECRET)',
    },
    {
      name: 'what was made with it',
      code: 'const client = new Client(process.env.JWT_SECRET)\nconsole.log(client, config.model)',
    },
    { name: 'the public environment', code: 'console.log(import.meta.env)' },
    { name: 'names of the environment', code: 'console.log(Object.keys(process.env))' },
    { name: 'an error about it', code: "throw new Error('Set JWT_SECRET.'); f(process.env.JWT_SECRET)" },
    {
      name: 'rendered choice',
      code: 'const a = <p>{process.env.JWT_SECRET ? <Yes /> : <No />}</p>',
      filename: 'a.tsx',
    },
    { name: 'an attribute', code: 'const a = <Form secret={process.env.JWT_SECRET} />', filename: 'a.tsx' },
    { name: 'tests', filename: 'a.test.ts', code: 'console.log(process.env.JWT_SECRET)' },
    { name: 'allowed', code: '// keyfence-allow JWT_SECRET -- a demo\nconsole.log(process.env.JWT_SECRET)' },
  ],
  invalid: [
    {
      name: 'console.log',
      code: 'console.log(process.env.JWT_SECRET)',
      errors: [{ message: logged(), line: 1, column: 13, endColumn: 35, suggestions: drop('console.log()') }],
    },
    {
      name: 'first of several',
      code: "console.error(process.env.JWT_SECRET, 'b')",
      errors: [{ message: logged('console.error'), suggestions: drop("console.error('b')") }],
    },
    {
      name: 'behind another',
      code: "console.log('secret', process.env.JWT_SECRET)",
      errors: [{ message: logged(), suggestions: drop("console.log('secret')") }],
    },
    {
      name: 'with a comma behind it',
      code: 'console.log(process.env.JWT_SECRET,)',
      errors: [{ message: logged(), suggestions: drop('console.log()') }],
    },
    ...[
      ['console.info(`a ${process.env.JWT_SECRET}`)', 'console.info', 'template'],
      ["console.warn('a ' + process.env.JWT_SECRET)", 'console.warn', 'sum'],
      ['logger.info({ secret: process.env.JWT_SECRET })', 'logger.info', 'object'],
      ['req.log.debug(process.env.JWT_SECRET)', 'log.debug', 'logger of a request'],
      ['this.logger.fatal(JSON.stringify({ a: process.env.JWT_SECRET }))', 'logger.fatal', 'as JSON'],
      ['process.stdout.write(process.env.JWT_SECRET)', 'stdout.write', 'stdout'],
      ['throw new Error(`wrong ${process.env.JWT_SECRET}`)', 'Error', 'error'],
      ['throw new HTTPError(process.env.JWT_SECRET)', 'HTTPError', 'another error'],
      ['const secret = process.env.JWT_SECRET\nconsole.log(secret)', 'console.log', 'before'],
      ['const { JWT_SECRET } = process.env\nconsole.log({ JWT_SECRET })', 'console.log', 'destructured'],
      ["const config = { secret: process.env.JWT_SECRET ?? '' }\nconsole.log(config)", 'console.log', 'object before'],
    ].map(([code, target, name]) => ({
      name: name!,
      code: code!,
      errors: [{ message: logged(target), suggestions: 1 }],
    })),
    ...[
      ['console.log(process.env)', 'itself'],
      ['console.log({ ...process.env })', 'spread'],
      ['console.log(JSON.stringify(process.env, null, 2))', 'as JSON'],
      ["const { env } = process\nconsole.log('a', env)", 'by another name'],
    ].map(([code, name]) => ({
      name: `the whole environment, ${name!}`,
      code: code!,
      errors: [{ message: whole(), suggestions: 1 }],
    })),
    {
      name: 'rendered',
      filename: 'a.tsx',
      code: 'const a = <p>Key: {process.env.JWT_SECRET}</p>; const b = <>{`a ${process.env.JWT_SECRET}`}</>',
      errors: [{ message: rendered }, { message: rendered }],
    },
    {
      name: 'a logger of the options',
      code: 'audit(process.env.JWT_SECRET); trail.info(process.env.JWT_SECRET)',
      options: [{ loggers: ['audit', 'trail'] }],
      errors: [
        { message: logged('audit'), suggestions: 1 },
        { message: logged('trail.info'), suggestions: 1 },
      ],
    },
  ],
})
