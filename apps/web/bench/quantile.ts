/** The value below which this part of the values is: 0.5 for the median, 0.25 for times on a busy machine. */
export function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN
}
