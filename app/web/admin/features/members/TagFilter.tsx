import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { api } from '../../shared/session'
import { choiceText, countText, useTagBook, type TagChoice } from './tag-data'
import './tag-filter.css'

const FILTER_MAX = 20

/** Who has all of these tags and none of those; how many that are is told at once. */
export function TagFilter({ choice, change }: { choice: TagChoice; change: (choice: TagChoice) => void }) {
  const book = useTagBook()
  const text = choiceText(choice)
  const count = useQuery({
    queryKey: ['tag-count', text],
    queryFn: ({ signal }) => api.get<{ members: number }>('/tags/count', { tags: text }, signal),
    placeholderData: keepPreviousData,
  })
  const options = (book.data?.families ?? []).map((family) => ({
    label: `${family.group} · ${family.name}`,
    options: family.tags.map((tag) => ({ value: tag.id, label: tag.name, title: tag.definition })),
  }))
  const full = choice.wanted.length + choice.unwanted.length >= FILTER_MAX
  const select = (label: string, value: number[], set: (ids: number[]) => void, others: number[]) => (
    <label className="tag-filter-part">
      <span>{label}</span>
      <Select<number[]>
        mode="multiple"
        showSearch={{ optionFilterProp: 'label' }}
        allowClear
        aria-label={label}
        placeholder="选择标签"
        loading={book.isPending}
        value={value}
        popupMatchSelectWidth={300}
        options={options.map((group) => ({
          ...group,
          options: group.options.map((option) => ({ ...option, disabled: others.includes(option.value) || (full && !value.includes(option.value)) })),
        }))}
        onChange={set}
      />
    </label>
  )
  return (
    <div className="tag-filter" role="group" aria-label="按标签筛选">
      {select('有全部', choice.wanted, (wanted) => change({ ...choice, wanted }), choice.unwanted)}
      {select('没有', choice.unwanted, (unwanted) => change({ ...choice, unwanted }), choice.wanted)}
      <output className="tag-filter-count" aria-live="polite">
        {count.data ? `${countText(count.data.members)} 位会员` : '正在数…'}
      </output>
    </div>
  )
}
