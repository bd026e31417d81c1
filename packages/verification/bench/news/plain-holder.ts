// Holds each request as long as Roster does and does nothing else, so that what remains is the cost of the clients.
import { createServer } from 'node:http'

const ETAG = '"held"'
const HELD_MS = 24_750
// As apps/web/server/http-server.ts sets it.
const KEPT_MS = 72_000

createServer({ keepAliveTimeout: KEPT_MS }, ({ headers }, response) => {
  if (headers['if-none-match'] === ETAG) setTimeout(() => response.writeHead(304).end(), HELD_MS)
  else response.writeHead(200, { etag: ETAG }).end()
}).listen(Number(process.env['PORT']), '127.0.0.1')
