/** Somebody who can't be picked and so is not in `people`, as `users.resolve` knows them; name and picture are null once deleted. */
export type DepartedMember = {
  readonly id: string
  readonly name: string | null
  readonly profilePictureUrl: string | null
  readonly status: 'deactivated' | 'left' | 'deleted'
}
