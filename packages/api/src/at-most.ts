/** Options for an LRUCache of at most so many entries. `max` would take 25 bytes of memory for each place at once. */
export function atMost(entries: number): { maxSize: number; sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: () => 1 }
}
