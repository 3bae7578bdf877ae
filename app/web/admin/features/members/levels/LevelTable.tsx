import { Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { LevelRule } from '../../../../shared/api/shapes-levels'
import { useFieldProblem } from '../../../shared/form/Field'
import { discountWords, withLevel, type Draft } from './draft'

interface Props {
  draft: Draft
  sizes: readonly number[]
  change: (patch: Partial<Draft>) => void
}

type Numeric = 'growthFrom' | 'discountPercent' | 'pointsMultiplierPercent' | 'birthdayPoints' | 'earlyAccessMinutes'
type Given = 'freeFreight' | 'freeReturns' | 'hasConcierge'

const NUMBERS: { name: Numeric; label: string; min: number; max: number; unit: string; note?: string; words?: (value: number) => string }[] = [
  { name: 'growthFrom', label: '所需成长值', min: 0, max: 10_000_000, unit: '' },
  { name: 'discountPercent', label: '商品折扣', min: 80, max: 100, unit: '%', words: discountWords },
  { name: 'pointsMultiplierPercent', label: '消费积分', min: 100, max: 1000, unit: '%', words: (value) => `${value / 100} 倍` },
  { name: 'birthdayPoints', label: '生日积分', min: 0, max: 100_000, unit: '分' },
  { name: 'earlyAccessMinutes', label: '会员提前购', note: '打开提前购的活动', min: 0, max: 1440, unit: '分钟' },
]
const SWITCHES: { name: Given; label: string; note?: string }[] = [
  { name: 'freeFreight', label: '订单包邮' },
  { name: 'freeReturns', label: '退货免运费' },
  { name: 'hasConcierge', label: '专属管家', note: '由店铺或专属导购兑现' },
]

/** The levels side by side, so that what one gives can be held against the next. */
export function LevelTable({ draft, sizes, change }: Props) {
  const set = (place: number, patch: Partial<LevelRule>): void => change(withLevel(draft, place, patch))
  return (
    <div className="level-scroll">
      <table className="level-table">
        <thead>
          <tr>
            <th scope="col">等级</th>
            {draft.levels.map((level, place) => (
              <th scope="col" key={level.code}>
                <Cell path={`levels.${place}.name`}>
                  <Input aria-label={`第 ${place + 1} 级的名称`} maxLength={12} value={level.name} onChange={(event) => set(place, { name: event.target.value })} />
                </Cell>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">现有会员</th>
            {draft.levels.map((level, place) => (
              <td key={level.code} className="level-size">
                {(sizes[place] ?? 0).toLocaleString('zh-CN')} 人
              </td>
            ))}
          </tr>
          {NUMBERS.map(({ name, label, min, max, unit, note, words }) => (
            <tr key={name}>
              <th scope="row">
                {label}
                {note && <small>{note}</small>}
              </th>
              {draft.levels.map((level, place) => (
                <td key={level.code}>
                  <Cell path={`levels.${place}.${name}`} hint={words?.(level[name])}>
                    <InputNumber
                      aria-label={`${level.name}的${label}`}
                      min={min}
                      max={max}
                      precision={0}
                      suffix={unit}
                      disabled={name === 'growthFrom' && place === 0}
                      value={level[name]}
                      onChange={(value) => set(place, { [name]: value ?? min })}
                    />
                  </Cell>
                </td>
              ))}
            </tr>
          ))}
          {SWITCHES.map(({ name, label, note }) => (
            <tr key={name}>
              <th scope="row">
                {label}
                {note && <small>{note}</small>}
              </th>
              {draft.levels.map((level, place) => (
                <td key={level.code}>
                  <Switch aria-label={`${level.name}的${label}`} checked={level[name]} onChange={(on) => set(place, { [name]: on })} />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">
              其他权益
              <small>由店铺自己兑现</small>
            </th>
            {draft.levels.map((level, place) => (
              <td key={level.code}>
                <Cell path={`levels.${place}.benefits`}>
                  <Select
                    mode="tags"
                    aria-label={`${level.name}的其他权益`}
                    className="level-benefits"
                    placeholder="输入后回车"
                    open={false}
                    suffixIcon={null}
                    maxCount={8}
                    value={[...level.benefits]}
                    onChange={(benefits: string[]) => set(place, { benefits })}
                  />
                </Cell>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  )
}

/** A field of the table: what is wrong with it stands below, in place of the hint. */
function Cell({ path, hint, children }: { path: string; hint?: string | undefined; children: ReactNode }) {
  const problem = useFieldProblem(path)
  return (
    <div data-field={path}>
      {children}
      {problem ? <span className="field-problem">{problem}</span> : hint ? <small className="level-hint">{hint}</small> : null}
    </div>
  )
}
