/** One line for the person at the terminal; never a token or an address. */
export function warn(message: string): void {
  process.stderr.write(`${message}\n`)
}
