const stillFrames = 2
const mostFrames = 1200

export type PaintWatch = {
  /** Waits for the next key. */
  arm(): void
  /** Milliseconds from that key to its answer on the screen. */
  answer(): Promise<number>
}

/**
 * From the next key to the paint that shows its answer: the last one after a change of the document, before so many
 * frames without any. So a picker that answers later than it echoes is charged for the answer.
 */
export function watchPaints(page: Document): PaintWatch {
  let changed = false
  let answer = Promise.resolve(Number.NaN)
  new MutationObserver(() => (changed = true)).observe(page, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  })
  return {
    arm() {
      answer = new Promise((resolve) => {
        addEventListener('keydown', (event) => measure(event.timeStamp, resolve), { once: true, capture: true })
      })
    },
    answer: () => answer,
  }

  function measure(pressed: number, done: (ms: number) => void): void {
    let answered: number | undefined
    let still = 0
    let frames = 0
    changed = false
    const channel = new MessageChannel()
    const frame = (): number => requestAnimationFrame(() => channel.port2.postMessage(null))
    // A message posted from an animation frame arrives once that frame has been painted.
    channel.port1.addEventListener('message', () => {
      const now = performance.now()
      frames += 1
      still = changed ? 0 : still + 1
      if (changed || answered === undefined) answered = now
      changed = false
      if (still < stillFrames && frames < mostFrames) frame()
      else done(answered - pressed)
    })
    channel.port1.start()
    frame()
  }
}
