import type { MirrorStore } from '@roster/db'

/** Runs one statement as a step of the schedule. */
export type Turn = (name: string, describe: () => string, statement: () => unknown) => unknown

/** The statements of `storeNow()`, each as a step of the schedule; those of `instead` replace them. */
export function inTurns(
  storeNow: () => MirrorStore,
  turn: Turn,
  instead: (store: MirrorStore) => Partial<MirrorStore>,
): MirrorStore {
  const known = new Map<string | symbol, unknown>()
  const inTurn =
    (name: string) =>
    (...args: unknown[]) =>
      turn(
        name,
        () => `${name} ${args.map((arg) => JSON.stringify(arg)).join(' ')}`,
        () => {
          const store = storeNow()
          const statement: unknown = Reflect.get(store, name)
          const done: unknown = typeof statement === 'function' ? Reflect.apply(statement, store, args) : undefined
          return done
        },
      )
  const waiting = (name: string | symbol): unknown => {
    if (!known.has(name)) known.set(name, inTurn(String(name)))
    return known.get(name)
  }
  const own = instead(new Proxy(storeNow(), { get: (_, name) => waiting(name) }))
  return new Proxy(storeNow(), {
    get: (_, name) => {
      const itself: unknown = Reflect.get(own, name)
      return itself ?? waiting(name)
    },
  })
}
