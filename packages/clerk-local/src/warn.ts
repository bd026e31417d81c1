/** Writes one line to standard error. It must not contain a token or an email address. */
export function warn(message: string): void {
  process.stderr.write(`${message}\n`)
}
