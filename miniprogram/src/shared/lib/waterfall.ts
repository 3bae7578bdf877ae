/** Spreads items over two columns, each on the shorter one so far; the first n items always land where they landed before. */
export const columns = <T>(items: T[], heightOf: (item: T) => number): [T[], T[]] => {
  const out: [T[], T[]] = [[], []]
  const heights: [number, number] = [0, 0]
  for (const item of items) {
    const shorter = heights[0] <= heights[1] ? 0 : 1
    out[shorter].push(item)
    heights[shorter] += heightOf(item)
  }
  return out
}
