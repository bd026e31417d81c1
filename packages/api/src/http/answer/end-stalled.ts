import type { ServerResponse } from 'node:http'

const CHECK_MS = 2_500
const CHECKS = 4

/**
 * Closes the connection if nothing of its answer could be written for 10 s: its reader has stopped, and the answer
 * stays in memory meanwhile. An answer that is not being written yet is left alone.
 */
export function endStalled(response: ServerResponse, checkMs = CHECK_MS): void {
  let quiet = 0
  let lastMs = 0
  // Node calls this when nothing was read or written since the last check.
  response.setTimeout(checkMs, () => {
    const { socket } = response
    if (!socket) return
    const nowMs = performance.now()
    // A missing check means that something was written.
    quiet = nowMs - lastMs < 1.5 * checkMs ? quiet + 1 : 1
    lastMs = nowMs
    if (socket.writableLength === 0) quiet = 0
    if (quiet >= CHECKS) socket.destroy()
    else socket.setTimeout(checkMs)
  })
}
