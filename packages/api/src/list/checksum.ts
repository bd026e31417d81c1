import { crc32 } from 'node:zlib'

/** The CRC-32 of a text, and the factor by which the checksum of any text before it is multiplied where both are joined. */
export type Checksum = { crc: number; factor: number }

// Polynomials modulo that of CRC-32, with the lowest power in the highest bit.
const POLYNOMIAL = 0xedb88320
const ONE = 0x80000000
const X8 = 0x00800000

export function checksumOf(text: Uint8Array): Checksum {
  return { crc: crc32(text), factor: power(X8, text.length) }
}

/** The checksum of two texts in a row, without their bytes. */
export function joinChecksums(before: Checksum, after: Checksum): Checksum {
  return { crc: (multiply(before.crc, after.factor) ^ after.crc) >>> 0, factor: multiply(before.factor, after.factor) }
}

function power(base: number, exponent: number): number {
  let result = ONE
  let square = base
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(result, square)
    square = multiply(square, square)
  }
  return result
}

function multiply(a: number, b: number): number {
  let product = 0
  let shifted = b
  for (let left = a | 0; left !== 0; left <<= 1) {
    if (left < 0) product ^= shifted
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1
  }
  return product >>> 0
}
