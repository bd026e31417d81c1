import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { Revisions } from '../team-client.ts'
import type { TeamQueries, TeamSource } from '../team-queries.ts'
import { followNews } from './follow-news.ts'

// No list has these revisions.
export const NO_REVISIONS: Revisions = { revision: '', memberRevision: '' }

/**
 * Renews the answer of `users.revision` as soon as it changes, once there is one. Of all visible windows of the browser
 * that show the same team one waits for news and passes them on; a hidden window does not wait.
 */
export function useNews({ client, me, orgId }: TeamSource, { revision }: TeamQueries, isReady: boolean): void {
  const cache = useQueryClient()
  const isVisible = useSyncExternalStore(
    onVisibility,
    () => document.visibilityState === 'visible',
    () => false,
  )

  useEffect(() => {
    if (!isReady || !isVisible) return
    const { queryKey } = revision
    const name = `roster ${me} ${orgId}`
    const ending = new AbortController()
    const { signal } = ending
    const windows = new BroadcastChannel(name)
    const take = (found: Revisions | null) => {
      if (found) cache.setQueryData(queryKey, found)
      else void cache.refetchQueries({ queryKey, exact: true })
    }
    windows.addEventListener('message', ({ data }: MessageEvent<Revisions | null>) => take(data))
    // Pages by http have no locks, except on localhost: every window then asks by itself, and none waits.
    const { locks }: { locks?: LockManager | null } = navigator
    const follow = () =>
      followNews({
        // In a batch the other answers would wait for this one.
        ask: (after) =>
          client.users.revision.query(locks ? { after } : undefined, { signal, context: { skipBatch: true } }),
        current: () => cache.getQueryData(queryKey) ?? NO_REVISIONS,
        report: (found) => {
          take(found)
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window: a channel is of one origin
          windows.postMessage(found)
        },
        pause: (milliseconds) => pauseUntil(milliseconds, signal),
        now: () => performance.now(),
        signal,
      })
    void (locks ? locks.request(name, { signal }, follow).catch(() => {}) : follow())
    return () => {
      ending.abort()
      windows.close()
    }
  }, [client, me, orgId, revision, cache, isReady, isVisible])
}

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
