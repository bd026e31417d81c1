/** A word after `roster`. */
export type Command = {
  /** A line of the list of all. */
  summary: string
  /** What comes after the word, and what it means. */
  usage: string
  /** With what came after the word; gives the status that the process ends with, or nothing where it keeps running. */
  run(args: string[]): Promise<number | undefined>
}
