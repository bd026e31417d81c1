/**
 * A person who can be picked, in the shape that your app has: only `id` is required. Rows of `users.list` fit as they are.
 * Without a `name`, the first and last name are shown; without any, the email, then the id.
 */
export type Person = {
  readonly id: string
  readonly name?: string | null | undefined
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
  readonly email?: string | null | undefined
  /** Address of a picture; initials stand in for one that is missing or broken. */
  readonly pictureUrl?: string | null | undefined
  /** The same as `pictureUrl`, under the name that `users.list` gives it. */
  readonly profilePictureUrl?: string | null | undefined
}
