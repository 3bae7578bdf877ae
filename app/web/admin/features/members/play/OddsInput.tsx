import { InputNumber } from 'antd'

/** Odds in per cent with up to four digits behind the point, kept in parts per million. */
export function OddsInput({ label, ppm, onChange }: { label: string; ppm: number; onChange: (ppm: number) => void }) {
  return (
    <InputNumber
      aria-label={label}
      min={0}
      max={100}
      step={0.1}
      precision={4}
      value={ppm / 10_000}
      formatter={(value, { userTyping }) => (userTyping ? String(value ?? '') : String(value ?? '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''))}
      onChange={(value) => onChange(Math.round((value ?? 0) * 10_000))}
    />
  )
}
