const YEAR_SECONDS = 365 * 24 * 60 * 60

/** On every answer: its type is what it says and, in production, this host is reached by https alone. */
export function securityHeaders(production: boolean): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    ...(production && { 'strict-transport-security': `max-age=${YEAR_SECONDS}` }),
  }
}
