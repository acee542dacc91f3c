// For configurations in CommonJS: hands the ESM entry on.
const keyfence = require('../dist/rollup.js')

module.exports = Object.assign(keyfence, { __esModule: true })
