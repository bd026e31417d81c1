// Loaded into each measured server: reports the delays of its event loop since the last request.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 5
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()

// Each value is the time between two ticks, which includes one interval without delay.
const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)

process.on('message', () => {
  process.send?.({ p50: late(delays.percentile(50)), p99: late(delays.percentile(99)), max: late(delays.max) })
  delays.reset()
})
// The channel must not keep the process alive, because the bench stops it by a signal.
process.channel?.unref()
