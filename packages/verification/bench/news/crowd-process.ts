// The waiting clients, in a process of their own: their garbage would otherwise delay what measures beside them.
import { once } from 'node:events'
import { z } from 'zod'
import { startClients } from './waiting-clients.ts'

const plan = z.object({ url: z.string(), authorizations: z.array(z.string()), rampMs: z.number() })

const messages: unknown[] = await once(process, 'message')
const { url, authorizations, rampMs } = plan.parse(messages[0])
const crowd = startClients(url, authorizations, rampMs)
process.on('message', (message) => {
  if (message === 'finish') crowd.finish()
  process.send?.({ answers: crowd.answers.splice(0), problems: crowd.problems(), waiting: crowd.waiting() })
})
process.once('disconnect', () => process.exit(0))
