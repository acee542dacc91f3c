// Measures what keyfence costs, prints the tables and writes docs/benchmarks.md.
// `--quick` takes a fraction of the time, `--only build|engine|cli` a part; neither of them writes the page.
import { parseArgs } from 'node:util'
import { runBenchmarks } from '../test/bench/run.js'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } })
await runBenchmarks({ isQuick: values.quick, only: values.only })
