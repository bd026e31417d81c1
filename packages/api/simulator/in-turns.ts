import type { MirrorStore } from '@roster/db'

/** Runs one statement when the schedule gets to it. */
export type Turn = (
  name: string,
  describe: () => string,
  statement: () => unknown,
) => unknown

/** The statements of `storeNow()`, each of which waits for its turn. */
export function inTurns(storeNow: () => MirrorStore, turn: Turn): MirrorStore {
  const waiting = new Map<string | symbol, unknown>()
  return new Proxy(storeNow(), {
    get(_, name) {
      const known = waiting.get(name)
      if (known) return known
      const wait = (...args: unknown[]) =>
        turn(
          String(name),
          () => `${String(name)} ${args.map((arg) => JSON.stringify(arg)).join(' ')}`,
          () => {
            const store = storeNow()
            const statement: unknown = Reflect.get(store, name)
            const done: unknown = typeof statement === 'function' ? Reflect.apply(statement, store, args) : undefined
            return done
          },
        )
      waiting.set(name, wait)
      return wait
    },
  })
}
