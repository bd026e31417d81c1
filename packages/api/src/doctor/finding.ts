/** What the doctor found: whether it is as it should be, and a sentence that says what to do if not. */
export type Finding = {
  check: 'database' | 'migrations' | 'clock' | 'clerk' | 'webhook secret' | 'webhooks' | 'mirror'
  state: 'ok' | 'warning' | 'problem'
  message: string
}
