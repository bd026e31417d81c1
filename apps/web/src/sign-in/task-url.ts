/** What Clerk may ask of somebody who has signed in before the session counts. */
export const sessionTasks = ['choose-organization', 'reset-password', 'setup-mfa'] as const

export type SessionTask = (typeof sessionTasks)[number]

/** The page of a task. */
export function taskUrl(task: SessionTask): string {
  return `/tasks/${task}`
}
