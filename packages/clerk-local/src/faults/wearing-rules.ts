type Wear = { times?: number | undefined; forMs?: number | undefined }

export type WearingRules<R extends Wear> = {
  set(rules: readonly R[]): void
  /** The active rules, as they were set. */
  holding(): R[]
  /** The active rules, with their remaining uses. */
  left(): R[]
  use(rule: R): void
}

export function createWearingRules<R extends Wear>(): WearingRules<R> {
  let rules: { rule: R; left: number; endsAt: number }[] = []
  const lasting = () => rules.filter(({ left, endsAt }) => left > 0 && endsAt > Date.now())

  return {
    set(given) {
      const now = Date.now()
      rules = given.map((rule) => ({ rule, left: rule.times ?? Infinity, endsAt: now + (rule.forMs ?? Infinity) }))
    },
    holding: () => lasting().map(({ rule }) => rule),
    left: () => lasting().map(({ rule, left }) => (rule.times === undefined ? rule : { ...rule, times: left })),
    use(rule) {
      for (const held of rules) if (held.rule === rule) held.left -= 1
    },
  }
}
