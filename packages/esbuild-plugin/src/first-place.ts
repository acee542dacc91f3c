import type { BuildResult, OnEndResult, PluginBuild } from 'esbuild'

type OnEnd = (result: BuildResult) => Promise<OnEndResult | undefined>

/**
 * Registers a callback that runs before those of all plugins, also of those whose setup ran earlier: they may copy,
 * pack or upload what they find, and would do so with output that is not checked. esbuild runs the callbacks in the order
 * of an array that only its own `push` reaches, so that one call is turned into `unshift`.
 *
 * @returns Whether it stands first; if not, it stands last.
 */
export function onEndFirst(build: Pick<PluginBuild, 'onEnd'>, callback: OnEnd): boolean {
  const { push } = Array.prototype
  let isFirst = false
  const pushFirst = function (this: unknown[], ...items: unknown[]) {
    if (!items.some((item) => isEntryOf(item, callback))) return push.apply(this, items)
    isFirst = true
    return this.unshift(...items)
  }
  const isReplaced = Reflect.set(Array.prototype, 'push', pushFirst)
  try {
    build.onEnd(callback)
  } finally {
    if (isReplaced) Array.prototype.push = push
  }
  return isFirst
}

function isEntryOf(item: unknown, callback: OnEnd): boolean {
  return typeof item === 'object' && item !== null && 'callback' in item && item.callback === callback
}
