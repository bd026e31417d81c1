import type { AnyTRPCRouter } from '@trpc/server'
import { z } from 'zod'

const definition = z.object({ meta: z.object({ weight: z.number() }) })

/** Returns the weight of calls of a router's procedures, by path. A path without a procedure weighs one. */
export function createWeightOf(router: AnyTRPCRouter): (paths: readonly string[]) => number {
  // oxlint-disable-next-line no-underscore-dangle -- tRPC lists procedures nowhere else
  const procedures = z.record(z.string(), z.unknown()).parse(router._def.procedures)
  const weights = new Map(
    Object.entries(procedures).map(([path, procedure]) => [
      path,
      definition.safeParse(Reflect.get(Object(procedure), '_def')).data?.meta.weight,
    ]),
  )
  return (paths) => paths.reduce((sum, path) => sum + (weights.get(path) ?? 1), 0)
}
