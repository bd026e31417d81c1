import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Settings } from './settings.ts'

const keysSchema = z.object({ secretKey: z.string() })
const errorSchema = z.object({ errors: z.array(z.object({ message: z.string() })) })

export type Connection = {
  /** The origin of the page, which tokens carry as `azp`. */
  origin: string
  call: <S extends z.ZodType>(method: string, path: string, answer: S, body?: unknown) => Promise<z.output<S>>
}

/** The running local Clerk of this data folder. */
export function connect({ port, dataDir }: Settings): Connection {
  const { PORT = '3000' } = process.env
  const keysPath = join(dataDir, 'clerk', 'keys.json')
  const url = `http://127.0.0.1:${port}`
  if (!existsSync(keysPath)) {
    throw new Error(
      `There is no local Clerk in ${dataDir}, so this command has no key for it. Start it first, in this folder and with the same DATA_DIR or --data.`,
    )
  }
  const { secretKey } = keysSchema.parse(JSON.parse(readFileSync(keysPath, 'utf8')))

  return {
    origin: `http://localhost:${PORT}`,
    async call(method, path, answer, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(() => {
        throw new Error(
          `No local Clerk answers at ${url}, and this command needs a running one. Start it first, or give its port by CLERK_LOCAL_PORT or --port.`,
        )
      })
      const content: unknown = await response.json()
      if (response.status === 401) {
        throw new Error(
          `The local Clerk at ${url} refuses the key in ${keysPath}, because it uses another data folder. Set DATA_DIR or --data to the folder that it was started with.`,
        )
      }
      const refused = errorSchema.safeParse(content)
      if (refused.success) throw new Error(refused.data.errors.map(({ message }) => message).join('\n'))
      return answer.parse(content)
    },
  }
}
