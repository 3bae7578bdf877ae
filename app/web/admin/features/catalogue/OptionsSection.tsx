import { CloseOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Panel } from '../../shared/ui/page'
import { Field } from '../../shared/form/Field'
import { combinations, OPTIONS_MAX, reconcile, removeOption, renameValue } from './sku-matrix'
import { SkuTable } from './SkuTable'
import type { DraftState } from './draft'

/** Options and the matrix of SKUs that follows from them. */
export function OptionsSection({ draft, change }: Pick<DraftState, 'draft' | 'change'>) {
  const { options, skus } = draft
  const setValues = (place: number, values: string[]): void => {
    const next = options.map((option, at) => (at === place ? { ...option, values } : option))
    change({ options: next, skus: reconcile(next, skus) })
  }
  return (
    <Panel title="规格与价格" extra={options.length ? `${combinations(options).length} 个组合` : undefined}>
      {options.map((option, place) => (
        <div key={place} className="option-box">
          <Field path={`options[${place}].name`} label={`规格 ${place + 1}`} className="option-name">
            <Input
              maxLength={12}
              placeholder="例如：颜色"
              value={option.name}
              onChange={(event) => change({ options: options.map((other, at) => (at === place ? { ...other, name: event.target.value } : other)) })}
            />
          </Field>
          <Field path={`options[${place}].values`} label="规格值" className="option-values">
            <div className="value-list">
              {option.values.map((value) => (
                <ValueChip
                  key={value}
                  value={value}
                  rename={(to) => !option.values.includes(to) && change(renameValue(options, skus, { option: place, from: value, to }))}
                  remove={() => setValues(place, option.values.filter((other) => other !== value))}
                />
              ))}
              <AddValue add={(values) => setValues(place, [...new Set([...option.values, ...values])])} />
            </div>
          </Field>
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={`删除规格${option.name}`}
            onClick={() => change(removeOption(options, skus, place))}
          />
        </div>
      ))}
      {options.length < OPTIONS_MAX && (
        <Button type="dashed" className="option-add" onClick={() => change({ options: [...options, { name: '', values: [] }] })}>
          + 添加规格{options.length === 0 ? '（颜色、容量、段数…）' : ''}
        </Button>
      )}
      <SkuTable draft={draft} change={change} />
    </Panel>
  )
}

function ValueChip({ value, rename, remove }: { value: string; rename: (to: string) => void; remove: () => void }) {
  const [text, setText] = useState<string | null>(null)
  const commit = (): void => {
    const to = text?.trim()
    if (to && to !== value) rename(to)
    setText(null)
  }
  if (text !== null)
    return (
      <Input
        autoFocus
        className="value-input"
        aria-label={`改名${value}`}
        maxLength={20}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onPressEnter={commit}
      />
    )
  return (
    <span className="value-chip">
      <button type="button" title="点按改名" onClick={() => setText(value)}>
        {value}
      </button>
      <button type="button" aria-label={`删除${value}`} onClick={remove}>
        <CloseOutlined />
      </button>
    </span>
  )
}

function AddValue({ add }: { add: (values: string[]) => void }) {
  const [text, setText] = useState('')
  const commit = (): void => {
    // A list pasted from a sheet comes apart at its separators.
    const values = text.split(/[,，、\s]+/).filter(Boolean)
    if (values.length) add(values)
    setText('')
  }
  return (
    <Input
      className="value-input"
      aria-label="添加规格值"
      placeholder="+ 规格值"
      maxLength={60}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onPressEnter={commit}
    />
  )
}
