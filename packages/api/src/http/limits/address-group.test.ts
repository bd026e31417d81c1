import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressGroup } from './address-group.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7:51234', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
  ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
  ['', ''],
  ['%', ''],
])('%s is counted as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group)
})

test('addresses are one group exactly if their first 64 bits are equal, in any notation', () => {
  const group = fc.integer({ min: 0, max: 0xffff })
  const half = fc.tuple(group, group, group, fc.integer({ min: 1, max: 0xffff }))
  const spell = fc.func(fc.nat({ max: 2 }))
  fc.assert(
    fc.property(half, half, half, spell, (first, one, other, how) => {
      const written = (end: readonly number[]) =>
        [...first, ...end]
          .map((part, index) => {
            const hex = part.toString(16)
            return [hex, hex.toUpperCase(), hex.padStart(4, '0')][how(index, end)]
          })
          .join(':')
      const shortened = (end: readonly number[]) => new URL(`http://[${written(end)}]`).hostname.slice(1, -1)
      const groups = [written(one), written(other), shortened(one), shortened(other)].map(addressGroup)
      expect(new Set(groups).size).toBe(1)
      const [a, b, c, d] = first
      expect(addressGroup([a, b, c, d ^ 1, ...one].map((part) => part.toString(16)).join(':'))).not.toBe(groups[0])
    }),
  )
})
