import { clerkAppearance } from '../clerk-appearance.ts'
import type { PageConfig } from '../page-config.ts'
import { sessionTasks, taskUrl } from '../sign-in/task-url.ts'

export function clerkOptions({ clerkJsUrl, local }: PageConfig) {
  return {
    telemetry: false,
    signInUrl: '/sign-in',
    afterSignOutUrl: '/sign-in',
    taskUrls: Object.fromEntries(sessionTasks.map((task) => [task, taskUrl(task)])),
    appearance: clerkAppearance,
    // wouter notices calls of the history.
    routerPush: (to: string) => history.pushState(null, '', to),
    routerReplace: (to: string) => history.replaceState(null, '', to),
    clerkJSUrl: clerkJsUrl,
    ...(local && { proxyUrl: local.proxyUrl }),
  } as const
}
