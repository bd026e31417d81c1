/** A selected person who is not in `people`, as `users.resolve` answers; name and picture are null once deleted. */
export type DepartedMember = {
  readonly id: string
  readonly name: string | null
  readonly pictureUrl?: string | null | undefined
  /** The same as `pictureUrl`, under the name that `users.resolve` gives it. */
  readonly profilePictureUrl?: string | null | undefined
  readonly status: 'deactivated' | 'left' | 'deleted'
}
