import { Button, Input, Radio, Select, Switch, TreeSelect } from 'antd'
import { Panel } from '../../shared/ui/page'
import { useCategories } from '../../shared/categories'
import { attributeNamesFor, treeOf } from '../../shared/category-tree'
import { TITLE_LENGTH_MAX } from './draft'
import { Field } from '../../shared/form/Field'
import type { DraftState } from './draft'
import { KIND_TEXT } from './words'

export function BasicsSection({ draft, change }: Pick<DraftState, 'draft' | 'change'>) {
  const categories = useCategories()
  return (
    <Panel title="基本信息">
      <Field path="title" label="标题" required hint="买家先看到前两行，约 26 个字。">
        <Input showCount maxLength={TITLE_LENGTH_MAX} value={draft.title} onChange={(event) => change({ title: event.target.value })} />
      </Field>
      <Field path="subtitle" label="副标题">
        <Input maxLength={60} placeholder="一句话说清好在哪里" value={draft.subtitle} onChange={(event) => change({ subtitle: event.target.value })} />
      </Field>
      <div className="field-row">
        <Field path="categoryId" label="类目" required>
          <TreeSelect
            aria-label="类目"
            {...(draft.categoryId ? { value: draft.categoryId } : {})}
            treeData={treeOf(categories.data?.items ?? [])}
            treeDefaultExpandAll
            showSearch={{ treeNodeFilterProp: 'title' }}
            placeholder="选择类目"
            onChange={(categoryId: string) => change({ categoryId })}
          />
        </Field>
        <Field path="kind" label="类型">
          <Radio.Group
            optionType="button"
            value={draft.kind}
            options={Object.entries(KIND_TEXT).map(([value, label]) => ({ value, label }))}
            onChange={(event) => change({ kind: event.target.value, noReasonReturn: event.target.value === 'physical' })}
          />
        </Field>
      </div>
      <Field path="tags" label="标签" hint="写好按回车，最多 5 个，显示在标题旁。">
        <Select
          mode="tags"
          aria-label="标签"
          maxCount={5}
          open={false}
          suffixIcon={null}
          value={draft.tags}
          tokenSeparators={['，', ',']}
          placeholder="新品、孕期可用…"
          onChange={(tags: string[]) => change({ tags })}
        />
      </Field>
      <Field
        path="noReasonReturn"
        label="七天无理由退货"
        hint={draft.kind === 'virtual' ? '虚拟商品付款前会告知不支持退款，并记下买家的确认。' : '关掉后，商品页会说明不支持的原因。'}
      >
        <Switch aria-label="七天无理由退货" checked={draft.noReasonReturn} onChange={(noReasonReturn) => change({ noReasonReturn })} />
      </Field>
    </Panel>
  )
}

/** Attributes: the names that the category asks for are offered first. */
export function AttributesSection({ draft, change }: Pick<DraftState, 'draft' | 'change'>) {
  const categories = useCategories()
  const asked = attributeNamesFor(categories.data?.items ?? [], draft.categoryId)
  const rows = draft.attributes
  const missing = asked.filter((name) => !rows.some((row) => row.name === name))
  const put = (place: number, patch: Partial<(typeof rows)[number]>): void =>
    change({ attributes: rows.map((row, at) => (at === place ? { ...row, ...patch } : row)) })
  return (
    <Panel title="参数" extra={missing.length > 0 ? `类目还要求：${missing.join('、')}` : undefined}>
      <Field path="attributes" label="商品参数">
        <div className="attribute-list">
          {rows.map((row, place) => (
            <div key={place} className="attribute-row">
              <Input aria-label="参数名" placeholder="名称" maxLength={20} value={row.name} onChange={(event) => put(place, { name: event.target.value })} />
              <Input aria-label="参数值" placeholder="内容" maxLength={200} value={row.value} onChange={(event) => put(place, { value: event.target.value })} />
              <Button type="text" onClick={() => change({ attributes: rows.filter((_, at) => at !== place) })}>
                删除
              </Button>
            </div>
          ))}
          <div className="attribute-add">
            {missing.map((name) => (
              <Button key={name} size="small" onClick={() => change({ attributes: [...rows, { name, value: '' }] })}>
                + {name}
              </Button>
            ))}
            <Button size="small" type="dashed" onClick={() => change({ attributes: [...rows, { name: '', value: '' }] })}>
              + 其他参数
            </Button>
          </div>
        </div>
      </Field>
    </Panel>
  )
}
