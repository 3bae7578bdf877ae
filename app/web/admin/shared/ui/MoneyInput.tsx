import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { parseYuan, yuan } from '../../../shared/format/money'

interface Props {
  fen: number | null
  onChange: (fen: number | null) => void
  label: string
  /** Whether nothing is an answer; otherwise an empty field counts as 0. */
  optional?: boolean
  invalid?: boolean
  placeholder?: string
  disabled?: boolean
  /** Told when what stands there is no amount, and when it is one again: until then the last amount is the answer. */
  onWrong?: (wrong: boolean) => void
}

/** What to say of a field whose text is no amount. */
export const NO_AMOUNT = '请填写金额，如 300 或 299.90'

const textOf = (fen: number | null): string => (fen === null || fen === 0 ? '' : yuan(fen).replace(/,/g, '').replace(/\.00$/, ''))

/** Yuan for people, fen for us; what is not an amount stays visible and marked, and is not passed on. */
export function MoneyInput({ fen, onChange, label, optional, invalid, placeholder, disabled, onWrong }: Props) {
  const [text, setText] = useState(() => textOf(fen))
  const typed = text.trim() === '' ? (optional ? null : 0) : parseYuan(text)
  const wrong = text.trim() !== '' && typed === null
  useEffect(() => {
    // A change from outside (bulk fill, restored draft) replaces the text; our own echo does not.
    setText((now) => ((now.trim() === '' ? (optional ? null : 0) : parseYuan(now)) === fen ? now : textOf(fen)))
  }, [fen, optional])
  useEffect(() => onWrong?.(wrong), [wrong, onWrong])
  return (
    <Input
      placeholder={placeholder ?? ''}
      prefix="¥"
      disabled={disabled ?? false}
      inputMode="decimal"
      aria-label={label}
      className="money-input"
      status={wrong || invalid ? 'error' : ''}
      value={text}
      onChange={(event) => {
        const next = event.target.value
        setText(next)
        const parsed = next.trim() === '' ? (optional ? null : 0) : parseYuan(next)
        if (next.trim() === '' || parsed !== null) onChange(parsed)
      }}
    />
  )
}
