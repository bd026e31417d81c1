import type { NextConfig } from 'next'

export default {
  // They read files that lie beside them: the migrations, the embedded database.
  serverExternalPackages: ['@roster/api', '@roster/db'],
} satisfies NextConfig
