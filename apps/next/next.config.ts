import type { NextConfig } from 'next'

export default {
  cacheComponents: true,
  partialPrefetching: true,
  // They read files that lie beside them: the migrations, the embedded database.
  serverExternalPackages: ['@roster/api', '@roster/db'],
} satisfies NextConfig
