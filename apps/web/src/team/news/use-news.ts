import { useEffect, useSyncExternalStore } from 'react'
import { trpc } from '../../trpc.tsx'
import { followNews, type Revisions } from './follow-news.ts'

// No list has these revisions.
export const NO_REVISIONS: Revisions = { revision: '', memberRevision: '' }

/**
 * Renews the answer of `users.revision` as soon as it changes, once there is one. Of all visible windows of the browser that
 * have the same name one waits, and passes on what it hears; a hidden one doesn't.
 */
export function useNews(name: string, isReady: boolean): void {
  const utils = trpc.useUtils()
  const isVisible = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible')

  useEffect(() => {
    if (!isReady || !isVisible) return
    // Another object with each access, as all that the utils have is.
    const { revision } = utils.users
    const ending = new AbortController()
    const { signal } = ending
    const windows = new BroadcastChannel(name)
    const take = (found: Revisions | null) => {
      if (found) revision.setData(undefined, found)
      else void revision.refetch()
    }
    windows.addEventListener('message', ({ data }: MessageEvent<Revisions | null>) => take(data))
    const follow = () =>
      followNews({
        ask: (after) => utils.client.users.revision.query(takesTurns ? { after } : undefined, { signal }),
        current: () => revision.getData() ?? NO_REVISIONS,
        tell: (found) => {
          take(found)
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window: a channel is of one origin
          windows.postMessage(found)
        },
        pause: (milliseconds) => pauseUntil(milliseconds, signal),
        now: () => performance.now(),
        signal,
      })
    void (takesTurns ? navigator.locks.request(name, { signal }, follow).catch(() => {}) : follow())
    return () => {
      ending.abort()
      windows.close()
    }
  }, [name, isReady, isVisible, utils])
}

// On pages by http, except this machine's, there are no locks: every window then asks by itself, and none waits.
const takesTurns = 'locks' in navigator

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

function pauseUntil(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(late)
      resolve()
    })
  })
}
