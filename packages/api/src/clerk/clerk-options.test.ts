import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { keysOf } from './clerk-options.ts'

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const options = {
  secretKey: 'sk_test_x',
  publishableKey: `pk_test_${Buffer.from('clerk.example.test$').toString('base64')}`,
  jwtKey: pem,
  authorizedParties: ['http://localhost:3000'],
}

test('the issuer is the host of the publishable key, and the line breaks of the JWT key may be written as \\n', () => {
  expect(keysOf(options)).toMatchObject({ issuer: 'https://clerk.example.test', jwtKey: pem })
  expect(keysOf({ ...options, jwtKey: pem.replaceAll('\n', '\\n') }).jwtKey).toBe(pem)
})

test('the address of Clerk’s API loses a slash at its end, and Clerk’s own takes the place of an empty one', () => {
  expect(keysOf({ ...options, apiUrl: 'https://proxy.test/clerk/' }).apiUrl).toBe('https://proxy.test/clerk')
  for (const apiUrl of [undefined, '']) expect(keysOf({ ...options, apiUrl }).apiUrl).toBe('https://api.clerk.com')
})

test('an address that no request can be sent to is refused, and its password is not repeated', () => {
  for (const apiUrl of ['proxy.test', 'localhost:3100', 'ftp://proxy.test', 'https://user:planted@proxy.test'])
    expect(() => keysOf({ ...options, apiUrl })).toThrow(/^CLERK_API_URL is not an http(?!.*planted).*Correct it/)
})

test('an empty or wrong key is refused with what to do', () => {
  expect(() => keysOf({ ...options, publishableKey: '' })).toThrow(/PUBLISHABLE_KEY is empty.*Load the \.env file/)
  expect(() => keysOf({ ...options, publishableKey: 'sk_test_x' })).toThrow(/PUBLISHABLE_KEY does not name.*Copy it/)
  for (const jwtKey of ['', pem.replaceAll('\n', ' '), '-----BEGIN PUBLIC KEY-----']) {
    expect(() => keysOf({ ...options, jwtKey })).toThrow(/JWT_KEY is not a public key.*Copy it again/)
  }
})
