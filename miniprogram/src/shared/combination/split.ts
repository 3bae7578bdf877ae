/** Quotient and remainder of a · b / c for whole 0 ≤ a, b ≤ c < 2^51, exactly: a product may exceed what a double holds. */
export const shareOf = (a: number, b: number, c: number): [quotient: number, remainder: number] => {
  const product = a * b
  if (product <= Number.MAX_SAFE_INTEGER) {
    const remainder = product % c
    return [(product - remainder) / c, remainder]
  }
  // Bit by bit as on paper; nothing here goes beyond 3 · c.
  let quotient = 0
  let remainder = 0
  for (let bit = 2 ** Math.floor(Math.log2(b) + 1); bit >= 1; bit /= 2) {
    quotient *= 2
    remainder = remainder * 2 + (Math.floor(b / bit) % 2) * a
    while (remainder >= c) {
      remainder -= c
      quotient += 1
    }
  }
  return [quotient, remainder]
}

/** Shares of `total` in proportion to `weights` by the largest remainder, ties to the earlier one; none above its weight. */
export const split = (total: number, weights: readonly number[]): number[] => {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (total === sum) return [...weights]
  const parts = weights.map((weight) => shareOf(total, weight, sum))
  const shares = parts.map(([quotient]) => quotient)
  const over = total - shares.reduce((all, share) => all + share, 0)
  if (over > 0) {
    const order = parts.map((_, i) => i).sort((i, j) => parts[j]![1] - parts[i]![1] || i - j)
    for (const i of order.slice(0, over)) shares[i]! += 1
  }
  return shares
}
