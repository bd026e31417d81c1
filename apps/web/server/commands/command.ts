/** Throws if there are more arguments than the command takes, because it would leave those out silently. */
export function refuseMore(args: readonly string[], most: number): void {
  const more = args[most]
  if (more !== undefined)
    throw new Error(`${more} is one argument too many, so nothing was done. roster COMMAND --help names the arguments.`)
}

/** A command of `roster`. */
export type Command = {
  /** Its line in the list of commands. */
  summary: string
  /** Its arguments and options, for `--help`. */
  usage: string
  /** Runs it with the arguments. Returns the exit status, or undefined if the process keeps running. */
  run(args: string[]): Promise<number | undefined>
}
