import { existsSync } from 'node:fs'

export type Settings = { port: number; dataDir: string }

/** The port and the data folder: from the options, or else from the variables that an app reads too. */
export function settings(given: { port?: string | undefined; data?: string | undefined }): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const { DATA_DIR = '.data', CLERK_LOCAL_PORT = '3100' } = process.env
  const port = Number(given.port ?? CLERK_LOCAL_PORT)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(
      `${given.port ?? CLERK_LOCAL_PORT} is not a port, so the local Clerk cannot listen on it. Give --port a number up to 65535.`,
    )
  }
  return { port, dataDir: given.data ?? DATA_DIR }
}
