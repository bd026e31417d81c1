const YEAR_SECONDS = 365 * 24 * 60 * 60

/** The headers of every answer: no type sniffing and, if so configured, https only. */
export function securityHeaders(httpsOnly: boolean): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    ...(httpsOnly && { 'strict-transport-security': `max-age=${YEAR_SECONDS}` }),
  }
}
