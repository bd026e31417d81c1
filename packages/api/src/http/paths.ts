/** Where each face is. */
export type Paths = Record<'users' | 'members' | 'resolve' | 'trpc' | 'webhook' | 'openapi' | 'docs', string>

/** `basePath` is what all of them begin with; `/livez` and `/readyz` stay where probes look for them. */
export function pathsBelow(basePath: string): Paths {
  return {
    users: `${basePath}/v1/entities/users`,
    members: `${basePath}/v1/entities/members`,
    resolve: `${basePath}/v1/entities/users/resolve`,
    trpc: `${basePath}/trpc/`,
    webhook: `${basePath}/webhooks/clerk`,
    openapi: `${basePath}/openapi.json`,
    docs: `${basePath}/docs`,
  }
}
