/** Whether a value is what a statement promises: the driver's own types only claim it. */
export type Column<Value> = (value: unknown) => value is Value

export type RowOf<Checked> = Checked extends Column<infer Row> ? Row : never

export const text: Column<string> = (value) => typeof value === 'string'
export const number: Column<number> = (value) => typeof value === 'number'
export const flag: Column<boolean> = (value) => typeof value === 'boolean'

/** JSON that another module reads by its own schema. */
export const anything: Column<unknown> = (value): value is unknown => value !== undefined

export function orNull<Value>(column: Column<Value>): Column<Value | null> {
  return (value): value is Value | null => value === null || column(value)
}

export function oneOf<const Value extends string>(...values: Value[]): Column<Value> {
  return (value): value is Value => values.some((each) => each === value)
}

export const mirrorState = oneOf('live', 'absent', 'deleted', 'unknown')

/** The columns of a row by their names. */
export function row<Row extends object>(columns: { [Name in keyof Row]: Column<Row[Name]> }): Column<Row> {
  const entries = Object.entries<Column<unknown>>(columns)
  return (value): value is Row =>
    typeof value === 'object' && value !== null && entries.every(([name, column]) => column(Reflect.get(value, name)))
}

/** The columns of a row by their places. */
export function tuple<Row extends unknown[]>(...columns: { [At in keyof Row]: Column<Row[At]> }): Column<Row> {
  return (value): value is Row => {
    if (!Array.isArray(value) || value.length !== columns.length) return false
    for (let at = 0; at < columns.length; at++) if (!columns[at]?.(value[at])) return false
    return true
  }
}
