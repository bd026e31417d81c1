type Cause = { code: string; message: string }

/** An error and its causes, outermost first. Prisma's hold the driver's in `meta`, the SQLSTATE in `originalCode`. */
export function causesOf(error: unknown): Cause[] {
  const causes: Cause[] = []
  for (let cause = error; typeof cause === 'object' && cause !== null && causes.length < 8; cause = next(cause)) {
    causes.push({ code: text(cause, 'originalCode') || text(cause, 'code'), message: text(cause, 'message') })
  }
  return causes
}

function next(error: object): unknown {
  const meta: unknown = Reflect.get(error, 'meta')
  const adapter: unknown = typeof meta === 'object' && meta && Reflect.get(meta, 'driverAdapterError')
  return adapter || Reflect.get(error, 'cause')
}

function text(of: object, name: string): string {
  const value: unknown = Reflect.get(of, name)
  return typeof value === 'string' ? value : ''
}
