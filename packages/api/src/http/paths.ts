/** The path of each part of Roster's HTTP interface. */
export type Paths = Record<'users' | 'members' | 'resolve' | 'trpc' | 'webhook' | 'openapi' | 'docs', string>

/** The paths below `basePath`. `/livez` and `/readyz` are not among them: probes expect those at the root. */
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
