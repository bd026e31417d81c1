/** One person as `users.list` delivers them; `createdAt` and `updatedAt` are ISO 8601. */
export type TeamMember = {
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly profilePictureUrl: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly clerkId: string
  readonly clerkOrgId: string | null
}
