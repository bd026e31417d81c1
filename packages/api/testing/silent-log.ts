import { createLog } from '../src/log.ts'

const nothing = () => {}

export const silentLog = createLog({ debug: nothing, info: nothing, warn: nothing, error: nothing })
