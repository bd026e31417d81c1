import type { View } from '../instance.ts'

/** Absolute, as Clerk's are, so that a page on another origin can load it. With a fixed port it survives a restart. */
export function imageUrl({ url }: View, id: string): string {
  return `${url}/img/${id}.svg`
}
