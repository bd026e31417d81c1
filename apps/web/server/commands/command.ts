/** A command of `roster`. */
export type Command = {
  /** Its line in the list of commands. */
  summary: string
  /** Its arguments and options, for `--help`. */
  usage: string
  /** Runs it with the arguments. Returns the exit status, or undefined if the process keeps running. */
  run(args: string[]): Promise<number | undefined>
}
