import type { View } from '../view.ts'

/** Absolute as Clerk's are, with a fixed port the same after every restart, and reachable from a page on another origin. */
export function imageUrl({ url }: View, id: string): string {
  return `${url}/img/${id}.svg`
}
