/** Somebody who is no longer in `people`, as `users.resolve` knows them; name and picture are null once deleted. */
export type DepartedMember = {
  readonly id: string
  readonly name: string | null
  readonly profilePictureUrl: string | null
  readonly status: 'left' | 'deleted'
}
