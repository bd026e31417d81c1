/** Counts the turns of the event loop from now on, until it is stopped. */
export function countTurns() {
  let turns = 0
  let isOver = false
  const turn = () => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  return { soFar: () => turns, stop: () => (isOver = true) }
}
