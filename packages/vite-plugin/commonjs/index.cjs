// Vite 5 refuses an ESM-only package in a CommonJS configuration, so this file hands the ESM entry on.
const keyfence = require('../dist/index.js')

module.exports = Object.assign(keyfence, { __esModule: true })
