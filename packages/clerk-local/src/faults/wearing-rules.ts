type Wear = { times?: number | undefined; forMs?: number | undefined }

export function createWearingRules<R extends Wear>() {
  let rules: { rule: R; left: number; endsAt: number }[] = []
  const lasting = () => rules.filter(({ left, endsAt }) => left > 0 && endsAt > Date.now())

  return {
    set(given: readonly R[]) {
      const now = Date.now()
      rules = given.map((rule) => ({ rule, left: rule.times ?? Infinity, endsAt: now + (rule.forMs ?? Infinity) }))
    },
    /** The active rules, as they were set. */
    holding: () => lasting().map(({ rule }) => rule),
    /** The active rules, with their remaining uses. */
    left: () => lasting().map(({ rule, left }) => (rule.times === undefined ? rule : { ...rule, times: left })),
    use(rule: R) {
      for (const held of rules) if (held.rule === rule) held.left -= 1
    },
  }
}
