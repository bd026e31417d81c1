/** The steps that Clerk may require after sign-in before the session is active. */
export const sessionTasks = ['choose-organization', 'reset-password', 'setup-mfa'] as const

export type SessionTask = (typeof sessionTasks)[number]

/** The page of a task. */
export function taskUrl(task: SessionTask): string {
  return `/tasks/${task}`
}
