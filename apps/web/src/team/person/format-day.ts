const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

/** The day of an ISO time, as the visitor's country writes it. */
export function formatDay(time: string): string {
  return days.format(new Date(time))
}
