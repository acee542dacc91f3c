import { it } from 'vitest'
import { fakeKey } from './detectors/fake-key.ts'
import { createFence } from './fence.ts'
it('x', async () => {
  for (const n of [500, 1000, 2000]) {
    const text = Array.from({length:n},(_, i)=>`f("${fakeKey('gsk_{alnum:52}', i)}");`).join('\n')
    let t=performance.now(); createFence().scan(text); console.log('scan', n, Math.round(performance.now()-t))
    t=performance.now(); await createFence().audit([{path:'a.js',kind:'script',content:text}]); console.log('audit', n, Math.round(performance.now()-t))
    const one = `f("${fakeKey('gsk_{alnum:52}', 1)}");`.repeat(n)
    t=performance.now(); createFence().scan(one); console.log('scan same', n, Math.round(performance.now()-t))
  }
}, 200000)
