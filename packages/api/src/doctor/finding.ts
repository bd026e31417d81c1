/** The result of one check, with a sentence that says what to do about a problem. */
export type Finding = {
  check: 'database' | 'migrations' | 'clock' | 'clerk' | 'webhook secret' | 'webhooks' | 'mirror'
  state: 'ok' | 'warning' | 'problem'
  message: string
}
