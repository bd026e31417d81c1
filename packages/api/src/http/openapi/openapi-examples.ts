import type { Member } from '../../member.ts'
import type { Person, User } from '../../user.ts'

/** Two members: one with a picture, one without. */
export const exampleUsers: User[] = [
  {
    id: 'user_2abc',
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@example.com',
    profilePictureUrl: 'https://img.clerk.com/2abc.jpg',
    createdAt: '2024-01-10T08:00:00.000Z',
    updatedAt: '2024-01-15T14:30:00.000Z',
    clerkId: 'user_2abc',
    clerkOrgId: 'org_2xyz',
  },
  {
    id: 'user_2def',
    firstName: 'Grace',
    lastName: null,
    email: null,
    profilePictureUrl: null,
    createdAt: '2024-01-12T10:15:00.000Z',
    updatedAt: '2024-01-12T10:15:00.000Z',
    clerkId: 'user_2def',
    clerkOrgId: 'org_2xyz',
  },
]

/** The memberships of the two. */
export const exampleMembers: Member[] = [
  { userId: 'user_2abc', role: 'org:admin', status: 'active', joinedAt: '2024-01-10T08:05:00.000Z' },
  { userId: 'user_2def', role: 'org:member', status: 'deprovisioned', joinedAt: '2024-01-12T10:15:00.000Z' },
]

/** One member and one former member. */
export const examplePeople: Person[] = [
  { id: 'user_2abc', name: 'Ada Lovelace', profilePictureUrl: 'https://img.clerk.com/2abc.jpg', status: 'active' },
  { id: 'user_2ghi', name: 'Alan Turing', profilePictureUrl: null, status: 'left' },
]
