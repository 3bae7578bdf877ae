import { SearchOutlined } from '@ant-design/icons'
import { Button, DatePicker, Input, Select, Switch, Tag } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'
import { useNarrow } from '../hooks'
import type { Filter } from './types'
import { chipsOf, type FilterValues } from './url-state'

interface Props {
  filters: readonly Filter[]
  values: FilterValues
  change: (change: Record<string, string | null>) => void
}

/** The filters of a list: states as a row of chips, the rest beside the search; what is set stands below as chips to take off. */
export function FilterBar({ filters, values, change }: Props) {
  const rows = filters.filter((filter) => filter.kind === 'choice')
  const others = filters.filter((filter) => filter.kind !== 'choice')
  // On a phone only the search stands open; the rest waits behind one button.
  const narrow = useNarrow()
  const [unfolded, setUnfolded] = useState(false)
  const shown = narrow && !unfolded ? others.filter((filter) => filter.kind === 'search') : others
  const chips = chipsOf(values, others)
  return (
    <div className="filter-bar">
      {rows.map((filter) => (
        <div key={filter.name} className="choice-row" role="group" aria-label={filter.label}>
          {[...(filter.initial ? [] : [{ value: '', label: '全部' }]), ...filter.choices].map((choice) => (
            <button
              key={choice.value}
              type="button"
              className="choice"
              aria-pressed={(values[filter.name] ?? filter.initial ?? '') === choice.value}
              onClick={() => change({ [filter.name]: choice.value || null })}
            >
              {choice.label}
            </button>
          ))}
        </div>
      ))}
      {others.length > 0 && (
        <div className="filter-row">
          {shown.map((filter) => (
            <FilterControl key={filter.name} filter={filter} values={values} change={change} />
          ))}
          {narrow && others.length > shown.length && <Button onClick={() => setUnfolded(true)}>筛选</Button>}
        </div>
      )}
      {chips.length > 0 && (
        <div className="chip-row">
          {chips.map((chip) => (
            <Tag key={chip.key} closable variant="filled" onClose={() => change(Object.fromEntries(chip.clears.map((name) => [name, null])))}>
              {chip.text}
            </Tag>
          ))}
          <Button type="link" size="small" onClick={() => change(Object.fromEntries(chips.flatMap((chip) => chip.clears.map((name) => [name, null]))))}>
            全部清除
          </Button>
        </div>
      )}
    </div>
  )
}

function FilterControl({ filter, values, change }: { filter: Filter } & Omit<Props, 'filters'>) {
  switch (filter.kind) {
    case 'search':
      return <SearchFilter filter={filter} value={values[filter.name] ?? ''} change={change} />
    case 'select':
      return (
        <Select
          className="filter-select"
          aria-label={filter.label}
          placeholder={filter.label}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          value={values[filter.name] ?? null}
          options={filter.choices}
          onChange={(value: string | null) => change({ [filter.name]: value ?? null })}
        />
      )
    case 'dates': {
      const from = values[filter.name]
      const until = values[filter.until]
      return (
        <DatePicker.RangePicker
          className="filter-dates"
          aria-label={filter.label}
          placeholder={[`${filter.label}起`, '止']}
          allowEmpty={[true, true]}
          value={[from ? dayjs(from) : null, until ? dayjs(until) : null]}
          onChange={(range) =>
            change({ [filter.name]: range?.[0]?.format('YYYY-MM-DD') ?? null, [filter.until]: range?.[1]?.format('YYYY-MM-DD') ?? null })
          }
        />
      )
    }
    case 'flag':
      return (
        <label className="filter-flag">
          <Switch size="small" checked={values[filter.name] === 'true'} onChange={(on) => change({ [filter.name]: on ? 'true' : null })} />
          {filter.label}
        </label>
      )
    case 'choice':
      return null
  }
}

function SearchFilter(props: { filter: Extract<Filter, { kind: 'search' }>; value: string; change: Props['change'] }) {
  const [text, setText] = useState(props.value)
  useEffect(() => setText(props.value), [props.value])
  const commit = (): void => {
    if (text.trim() !== props.value) props.change({ [props.filter.name]: text.trim() || null })
  }
  return (
    <Input
      className="filter-search"
      aria-label={props.filter.label}
      prefix={<SearchOutlined aria-hidden />}
      placeholder={props.filter.placeholder}
      value={text}
      allowClear
      onChange={(event) => setText(event.target.value)}
      onClear={() => props.change({ [props.filter.name]: null })}
      onPressEnter={commit}
      onBlur={commit}
    />
  )
}
