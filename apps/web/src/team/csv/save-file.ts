/** Has the browser download a file. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // By the next task the browser has the file; the URL would hold it in memory.
  setTimeout(() => URL.revokeObjectURL(address))
}
