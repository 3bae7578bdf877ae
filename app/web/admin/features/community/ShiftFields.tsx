import { Button, Checkbox, Select } from 'antd'
import { Field } from '../../shared/form/Field'
import { emptyShift, minuteChoices, SHIFTS_MAX, spanText, WEEKDAYS, weekdaysText, type ShiftDraft } from './live-code-words'

interface Props {
  shifts: readonly ShiftDraft[]
  guides: { value: string; label: string }[]
  change: (shifts: ShiftDraft[]) => void
}

const HALF_HOUR = 30
const MIDNIGHT = 1_440

export function ShiftFields({ shifts, guides, change }: Props) {
  const put = (place: number, patch: Partial<ShiftDraft>): void => change(shifts.map((shift, at) => (at === place ? { ...shift, ...patch } : shift)))
  return (
    <Field path="shifts" label="班次" hint="时间按北京时间；同一时刻有几个班次，班次里的导购一起接待。">
      {shifts.map((shift, place) => (
        <Field key={place} path={`shifts.${place}`} label={`第 ${place + 1} 班：${weekdaysText(shift.weekdays)} ${spanText(shift.fromMinute, shift.toMinute)}`}>
          <div className="shift">
            <Select<string[]> mode="multiple" aria-label={`第 ${place + 1} 班的导购`} placeholder="选择导购" showSearch={{ optionFilterProp: 'label' }} options={guides} value={shift.userIds} onChange={(userIds) => put(place, { userIds })} />
            <Checkbox.Group options={WEEKDAYS} value={shift.weekdays} onChange={(weekdays) => put(place, { weekdays: weekdays.map(Number) })} />
            <span className="shift-times">
              <Select<number> aria-label="开始时间" options={minuteChoices(0, MIDNIGHT - HALF_HOUR, shift.fromMinute)} value={shift.fromMinute} onChange={(fromMinute) => put(place, { fromMinute })} />
              至
              <Select<number> aria-label="结束时间" options={minuteChoices(HALF_HOUR, MIDNIGHT, shift.toMinute)} value={shift.toMinute} onChange={(toMinute) => put(place, { toMinute })} />
              <Button type="link" onClick={() => change(shifts.filter((_, at) => at !== place))}>
                移除这一班
              </Button>
            </span>
          </div>
        </Field>
      ))}
      <Button disabled={shifts.length >= SHIFTS_MAX} onClick={() => change([...shifts, emptyShift()])}>
        添加班次
      </Button>
    </Field>
  )
}
