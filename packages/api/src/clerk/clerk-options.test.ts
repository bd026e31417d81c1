import { expect, test } from 'vitest'
import { keysOf } from './clerk-options.ts'

const publishableKey = `pk_test_${Buffer.from('clerk.example.test$').toString('base64')}`

test('the line breaks of the JWT key may be written as \\n, as environments do that hold one line', () => {
  const pem = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n'
  const options = { secretKey: 'sk_test_1', publishableKey, authorizedParties: [] }
  expect(keysOf({ ...options, jwtKey: pem.replaceAll('\n', '\\n') }).jwtKey).toBe(pem)
})
