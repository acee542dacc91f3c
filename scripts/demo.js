import { runDemo } from './demo/run-demo.js'

const { failures } = await runDemo()
if (failures.length > 0) process.exitCode = 1
