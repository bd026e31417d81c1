import { createHash } from 'node:crypto'

/** A picture of a face, derived from the id alone, so that it never changes and needs no storage. */
export function avatar(id: string): string {
  const bytes = createHash('sha256').update(id).digest()
  const [hue = 0, turn = 0, tilt = 0, size = 0] = bytes
  const background = `hsl(${Math.round((hue / 255) * 360)} 62% 46%)`
  const light = `hsl(${Math.round((hue / 255) * 360 + 40 + turn / 4)} 78% 82%)`
  const head = 18 + (size % 8)
  const angle = (tilt % 40) - 20
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">',
    `<rect width="96" height="96" fill="${background}"/>`,
    `<g fill="${light}" transform="rotate(${angle} 48 56)">`,
    `<circle cx="48" cy="38" r="${head}"/>`,
    `<ellipse cx="48" cy="92" rx="34" ry="${32 - head / 4}"/>`,
    '</g></svg>',
  ].join('')
}
