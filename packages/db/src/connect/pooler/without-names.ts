import type pg from 'pg'

/** Makes a connection send all statements unnamed: behind a pooler, the next backend may not know a name. */
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
