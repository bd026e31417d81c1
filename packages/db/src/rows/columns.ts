/** A predicate that a value has the type that a statement declares. The driver's own types are unchecked. */
export type Column<Value> = (value: unknown) => value is Value

export const text: Column<string> = (value) => typeof value === 'string'
export const number: Column<number> = (value) => typeof value === 'number'
export const flag: Column<boolean> = (value) => typeof value === 'boolean'

/** JSON that another module validates with its own schema. */
export const anything: Column<unknown> = (value): value is unknown => value !== undefined

export function orNull<Value>(column: Column<Value>): Column<Value | null> {
  return (value): value is Value | null => value === null || column(value)
}

export function oneOf<const Value extends string>(...values: Value[]): Column<Value> {
  return (value): value is Value => values.some((each) => each === value)
}

export const mirrorState = oneOf('live', 'absent', 'deleted', 'unknown')

/** A predicate for a row, from the predicates of its columns. */
export function row<Row extends object>(columns: { [Name in keyof Row]: Column<Row[Name]> }): Column<Row> {
  const entries = Object.entries<Column<unknown>>(columns)
  return (value): value is Row =>
    typeof value === 'object' && value !== null && entries.every(([name, column]) => column(Reflect.get(value, name)))
}
