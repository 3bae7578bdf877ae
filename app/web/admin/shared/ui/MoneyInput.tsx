import { Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { parseYuan, yuan } from '../../../shared/format/money'
import { noteWrongAmount } from '../amounts'

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

/** The amount a text stands for; undefined: it is none. */
const answerOf = (text: string, optional: boolean): number | null | undefined => (text.trim() === '' ? (optional ? null : 0) : (parseYuan(text) ?? undefined))

/** Yuan for people, fen for us; what is not an amount stays visible and marked until changes are given up, is not passed on, and holds up every write (`useWrite`). */
export function MoneyInput({ fen, onChange, label, optional = false, invalid, placeholder, disabled, onWrong }: Props) {
  const [text, setText] = useState(() => textOf(fen))
  const wrong = answerOf(text, optional) === undefined
  useEffect(() => {
    // A change from outside (bulk fill, restored draft) replaces the text; our own echo does not.
    setText((now) => (answerOf(now, optional) === fen ? now : textOf(fen)))
  }, [fen, optional])
  useEffect(() => onWrong?.(wrong), [wrong, onWrong])
  const input = useRef<InputRef>(null)
  useEffect(() => {
    const field = input.current?.input
    return field && wrong ? noteWrongAmount(field, { label, restore: () => setText(textOf(fen)) }) : undefined
  }, [label, wrong, fen])
  return (
    <Input
      ref={input}
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
        const amount = answerOf(next, optional)
        if (amount !== undefined) onChange(amount)
      }}
    />
  )
}
