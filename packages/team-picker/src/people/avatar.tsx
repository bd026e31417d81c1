'use client'

import { useState } from 'react'
import { initials } from './initials.ts'

export type AvatarProps = {
  /** Determines the colour, so that it is the same everywhere. */
  readonly id: string
  /** Gives the initials that stand in for a missing or broken picture. */
  readonly name: string
  /** Address of the picture, null for none. */
  readonly pictureUrl: string | null
}

const colours = 8

/** A round picture or coloured initials. Decorative: show the name beside it. */
export function Avatar({ id, name, pictureUrl }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null)
  return (
    <span className="roster-avatar" data-colour={colourOf(id)} aria-hidden="true">
      {pictureUrl === null || pictureUrl === broken ? (
        initials(name)
      ) : (
        <img src={pictureUrl} alt="" decoding="async" loading="lazy" onError={() => setBroken(pictureUrl)} />
      )}
    </span>
  )
}

function colourOf(id: string): number {
  let sum = 0
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) >>> 0
  return sum % colours
}
