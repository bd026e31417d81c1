export { axeViolations } from './axe-violations.ts'
export { lowContrast } from './low-contrast.ts'
export { smallTargets } from './small-targets.ts'
export { virtualCursor } from './virtual-cursor.ts'
