import { DatePicker } from 'antd'
import { momentOf, wallOf } from '../moment'

/** A moment in Shanghai, whatever the browser's zone. */
export function MomentInput({ value, onChange, label }: { value: string | null; onChange: (at: string | null) => void; label: string }) {
  return (
    <DatePicker
      className="moment"
      aria-label={label}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      needConfirm={false}
      value={wallOf(value)}
      onChange={(picked) => onChange(momentOf(picked))}
    />
  )
}
