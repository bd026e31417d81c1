import type { AppRouter } from '../server/app-router.ts'
import type { inferRouterOutputs } from '@trpc/server'
import { expectTypeOf, test } from 'vitest'
import type { Person } from '@roster/team-picker'

type Listed = inferRouterOutputs<AppRouter>['users']['list'][number]

test('the browser sees the nine documented fields, by name and type', () => {
  expectTypeOf<Listed>().toEqualTypeOf<{
    id: string
    firstName: string | null
    lastName: string | null
    email: string | null
    profilePictureUrl: string | null
    createdAt: string
    updatedAt: string
    clerkId: string
    clerkOrgId: string | null
  }>()
  expectTypeOf<Listed>().toExtend<Person>()
})
