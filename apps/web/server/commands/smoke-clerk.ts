// `pnpm smoke:clerk`: tries the CLERK_ keys on the real development instance that they belong to.
import { smokeClerk } from '@roster/api/operate'
import { connectClerk } from '../local-clerk/connect-clerk.ts'
import { readEnv } from '../env.ts'
import { loadEnvFile } from '../load-env-file.ts'

try {
  loadEnvFile()
  const env = readEnv(process.env)
  if (env.clerk === 'local') {
    process.stdout.write(
      'No CLERK_ keys are set, so nothing was tried: this checks a real development instance only.\n',
    )
  } else if (!env.clerk.secretKey.startsWith('sk_test_')) {
    throw new Error(
      'These are keys of a production instance, where this check would make a session. Use a development one.',
    )
  } else {
    const { options } = await connectClerk(env, env.PORT)
    const { webhookSigningSecrets: signingSecrets = [] } = options
    for await (const line of smokeClerk(options)) process.stdout.write(`${line}\n`)
    const secrets = signingSecrets.every((secret) => Buffer.from(secret.slice('whsec_'.length), 'base64').length >= 24)
    if (!secrets)
      throw new Error('CLERK_WEBHOOK_SIGNING_SECRET is too short to be one. Copy it again from the endpoint.')
    process.stdout.write(
      signingSecrets.length > 0
        ? 'CLERK_WEBHOOK_SIGNING_SECRET has the right shape; only a delivery shows that it is the right one.\n'
        : 'CLERK_WEBHOOK_SIGNING_SECRET is not set: webhooks will not be taken.\n',
    )
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
