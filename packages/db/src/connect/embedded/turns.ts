/** Hands out one turn at a time, in the order in which they were asked for. */
export type Turns = { take(): Promise<EndTurn> }
export type EndTurn = () => void

export function createTurns(): Turns {
  let last = Promise.resolve()
  return {
    async take() {
      const before = last
      let end: EndTurn = () => {}
      last = new Promise((resolve) => {
        end = resolve
      })
      await before
      return end
    },
  }
}
