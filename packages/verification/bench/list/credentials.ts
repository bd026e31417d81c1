import { createSign, generateKeyPairSync } from 'node:crypto'

const azp = 'https://bench.example.test'
const issuer = 'https://clerk.bench.test'
const publishableKey = `pk_test_${Buffer.from('clerk.bench.test$').toString('base64')}`
const secretKey = 'sk_test_0000000000000000000000000000000000000000'
const webhookSigningSecret = `whsec_${Buffer.from('a secret of the bench').toString('base64')}`

/** Keys of a Clerk instance that exists only for a bench, and a signer of its tokens. */
export function createCredentials() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwtKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

  function token(userId: string, orgId: string, sid = 'sess_000000000000000000000000000'): string {
    const now = Math.floor(Date.now() / 1000)
    const header = { alg: 'RS256', kid: 'ins_bench', typ: 'JWT', cat: 'cl_B7d4PD111AAA' }
    const claims = {
      azp,
      exp: now + 7200,
      fva: [0, -1],
      iat: now,
      iss: issuer,
      jti: 'b0b0b0b0b0b0b0b0b0b0',
      nbf: now - 10,
    }
    const session = { sid, sts: 'active', sub: userId, v: 2 }
    const input = `${encode(header)}.${encode({ ...claims, ...session, o: { id: orgId, rol: 'member', slg: 'bench' } })}`
    return `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey).toString('base64url')}`
  }

  return { azp, issuer, publishableKey, secretKey, webhookSigningSecret, jwtKey, token }
}
