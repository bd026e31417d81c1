import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumOf, joinChecksums } from './checksum.ts'

const text = fc.uint8Array({ maxLength: 3_000 })

test('the joined checksums of any texts are zlib’s checksum of their bytes', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (texts) => {
      const { crc } = texts.map(checksumOf).reduce(joinChecksums)
      expect(crc).toBe(crc32(Buffer.concat(texts)))
    }),
  )
})

test('checksums join in any grouping', () => {
  fc.assert(
    fc.property(text, text, text, (...texts) => {
      const [a, b, c] = [checksumOf(texts[0]), checksumOf(texts[1]), checksumOf(texts[2])]
      expect(joinChecksums(joinChecksums(a, b), c)).toEqual(joinChecksums(a, joinChecksums(b, c)))
    }),
  )
})

test('the checksum of a long text is joined from those of its halves', () => {
  const whole = Buffer.alloc(40_000_000, 'Zoë, “Z”')
  const halves = [whole.subarray(0, 12_345_678), whole.subarray(12_345_678)].map(checksumOf)
  expect(halves.reduce(joinChecksums)).toEqual(checksumOf(whole))
  expect(checksumOf(whole).crc).toBe(crc32(whole))
})
