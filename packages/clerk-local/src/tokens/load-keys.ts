import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { InstanceCredentials } from '../local-clerk.ts'
import { newId } from '../new-id.ts'

const savedSchema = z.object({ privateKey: z.string(), secretKey: z.string(), webhookSigningSecret: z.string() })

export type Keys = InstanceCredentials & {
  privateKey: KeyObject
  jwks: { keys: Record<string, unknown>[] }
  webhookSigningSecret: string
}

/** The keys of a data folder, generated at its first start. Without a folder they last as long as the process. */
export async function loadKeys(args: {
  folder: string | undefined
  secretKeyPrefix: string
  /** The host of the Frontend API, for the publishable key and the issuer. */
  host: string
}): Promise<Keys> {
  const { folder, secretKeyPrefix, host } = args
  const saved = await (folder === undefined ? makeKeys(secretKeyPrefix) : readOrMakeKeys(folder, secretKeyPrefix))
  const privateKey = createPrivateKey(saved.privateKey)
  const publicKey = createPublicKey(privateKey)
  const jwtKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const instanceId = newId('ins', createHash('sha256').update(jwtKey).digest('hex'))
  return {
    privateKey,
    jwtKey,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: instanceId, use: 'sig', alg: 'RS256' }] },
    instanceId,
    secretKey: saved.secretKey,
    publishableKey: `pk_test_${Buffer.from(`${host}$`).toString('base64')}`,
    webhookSigningSecret: saved.webhookSigningSecret,
    issuer: `https://${host}`,
  }
}

/** The keys that an app of the instance has. */
export function credentialsOf({ secretKey, publishableKey, jwtKey, issuer, instanceId }: Keys): InstanceCredentials {
  return { secretKey, publishableKey, jwtKey, issuer, instanceId }
}

async function readOrMakeKeys(folder: string, secretKeyPrefix: string): Promise<z.infer<typeof savedSchema>> {
  const path = join(folder, 'keys.json')
  if (existsSync(path)) return readKeys(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const made = await makeKeys(secretKeyPrefix)
  writeFileSync(`${path}.new`, JSON.stringify(made), { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return made
}

function readKeys(path: string): z.infer<typeof savedSchema> {
  try {
    const saved = savedSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    createPrivateKey(saved.privateKey)
    return saved
  } catch (cause) {
    throw new Error(
      `${path} is damaged, so the local Clerk cannot sign tokens. Restore it, or delete it: then new keys are generated, and everybody has to sign in again.`,
      { cause },
    )
  }
}

async function makeKeys(secretKeyPrefix: string): Promise<z.infer<typeof savedSchema>> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    secretKey: `${secretKeyPrefix}${newId('').slice(1)}${newId('').slice(1, 14)}`,
    webhookSigningSecret: `whsec_${randomBytes(24).toString('base64')}`,
  }
}
