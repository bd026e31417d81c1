import { expect, test } from 'vitest'
import { flagOf, numberOf, numberOrNull, textOf, textOrNull } from './values.ts'

test.each([
  [textOf, ['a', '']],
  [textOrNull, ['a', '', null]],
  [numberOf, [0, 1.5]],
  [numberOrNull, [0, 1.5, null]],
  [flagOf, [true, false]],
] as const)('%o returns its own values unchanged and rejects all others', (valueOf, own) => {
  const values = ['a', '', 0, 1.5, true, false, null, undefined, {}]
  const taken = values.filter((value) => {
    try {
      return valueOf(value) === value
    } catch {
      return false
    }
  })
  expect(taken.map(String)).toEqual(own.map(String))
})
