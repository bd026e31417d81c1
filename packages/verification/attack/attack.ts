// Attacks the built server and prints a line for each promise: the verdict, the promise, and the measured number.
// `pnpm attack [--only NAME,…] [--scale 1] [--seconds 60]`, on a throwaway PostgreSQL; ends with 1 if a promise is broken.
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'
import type { Group } from './group.ts'
import { isolation } from './isolation.ts'
import { noisyNeighbours } from './noisy-neighbours.ts'
import { outages } from './outages.ts'
import { overload } from './overload.ts'
import { restarts } from './restarts.ts'
import { slowSockets } from './slow-sockets.ts'
import { tokens } from './tokens.ts'
import { unreadSockets } from './unread-sockets.ts'

const groups: Record<string, Group> = {
  isolation,
  tokens,
  'noisy-neighbours': noisyNeighbours,
  'unread-sockets': unreadSockets,
  restarts,
  outages,
  overload,
  'slow-sockets': slowSockets,
  fuzz,
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(groups).join(',') },
    scale: { type: 'string', default: '1' },
    // Limits count by the minute: in less, what comes before a caller reaches them weighs too much.
    seconds: { type: 'string', default: '60' },
  },
})

const options = { scale: Number(values.scale), seconds: Number(values.seconds) }
let broken = 0
for (const name of values.only.split(',')) {
  const group = groups[name]
  if (!group)
    throw new Error(`There is no attack “${name}”, so nothing was run. Choose from ${Object.keys(groups).join(', ')}.`)
  for await (const { promise, number, holds } of group(options)) {
    if (!holds) broken += 1
    console.log(`${holds ? 'holds ' : 'BROKEN'}  ${name}: ${promise}: ${number}`)
  }
}
process.exit(broken === 0 ? 0 : 1)
