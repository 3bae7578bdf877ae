const WIDTH = 96
const HEIGHT = 24

/** The last days as a line; its bottom is the least of them, so that small changes show. Told in words too. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  if (values.length < 2) return <span className="muted">明天起有趋势</span>
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  const step = (WIDTH - 4) / (values.length - 1)
  const points = values.map((value, place) => `${(2 + place * step).toFixed(1)},${(HEIGHT - 3 - ((value - low) / span) * (HEIGHT - 6)).toFixed(1)}`)
  const first = values[0] ?? 0
  const last = values.at(-1) ?? 0
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} role="img" aria-label={`${label}：${values.length} 天前 ${first} 人，现在 ${last} 人`}>
      <polyline points={points.join(' ')} />
      <circle cx={points.at(-1)?.split(',')[0]} cy={points.at(-1)?.split(',')[1]} r={2.5} />
    </svg>
  )
}
