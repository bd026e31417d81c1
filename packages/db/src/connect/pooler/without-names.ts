import type pg from 'pg'

/** Has a connection send every statement without a name: behind a pooler the next transaction may meet a backend that lacks it. */
export function withoutNames(client: pg.PoolClient): void {
  const query = client.query.bind(client)
  const unnamed = (statement: unknown) =>
    typeof statement === 'object' && statement !== null && 'name' in statement
      ? { ...statement, name: undefined }
      : statement
  Reflect.set(client, 'query', (statement: unknown, ...rest: unknown[]) => {
    const answer: unknown = Reflect.apply(query, undefined, [unnamed(statement), ...rest])
    return answer
  })
}
