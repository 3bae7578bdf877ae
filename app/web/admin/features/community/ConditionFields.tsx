import { InputNumber, Select, Space } from 'antd'
import type { ScriptCondition } from '../../../shared/api/shapes-guides'

/** The numbers of a condition. */
export function ConditionFields({ condition, change }: { condition: ScriptCondition; change: (condition: ScriptCondition) => void }) {
  switch (condition.kind) {
    case 'viewed_often':
      return <Count label="次数" suffix="次以上" min={2} max={50} value={condition.times} change={(times) => change({ ...condition, times })} />
    case 'birthday_near':
    case 'coupon_ending':
    case 'order_delivered':
    case 'quiet_for':
      return <Count label="天数" suffix="天" min={1} max={365} value={condition.days} change={(days) => change({ ...condition, days })} />
    case 'stage_reached':
      return (
        <Space className="condition-fields">
          <Select aria-label="孕期或月龄" value={condition.of} options={[{ value: 'pregnancy_weeks', label: '孕周' }, { value: 'child_months', label: '宝宝月龄' }]} onChange={(of) => change({ ...condition, of })} />
          <Count label="从" suffix="起" min={0} max={216} value={condition.low} change={(low) => change({ ...condition, low })} />
          <Count label="到" suffix="止" min={0} max={216} value={condition.high} change={(high) => change({ ...condition, high })} />
        </Space>
      )
    default:
      return null
  }
}

function Count(props: { label: string; suffix: string; min: number; max: number; value: number; change: (value: number) => void }) {
  return <InputNumber<number> className="condition-fields" aria-label={props.label} min={props.min} max={props.max} precision={0} suffix={props.suffix} value={props.value} onChange={(value) => props.change(value ?? props.min)} />
}
