// Loaded into each server of the bench: tells how late its event loop was since it was last asked.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 5
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()

// Each value is the time between two ticks, of which one interval is no delay.
const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)

process.on('message', () => {
  process.send?.({ p50: late(delays.percentile(50)), p99: late(delays.percentile(99)), max: late(delays.max) })
  delays.reset()
})
// The bench ends its servers by a signal: its channel must not keep them.
process.channel?.unref()
