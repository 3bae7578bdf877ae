import { Button, Radio, Tag, TreeSelect } from 'antd'
import { useMemo, useState } from 'react'
import type { Scope } from '../../../shared/api/shapes-promotion'
import { useCategories } from '../../shared/categories'
import { treeOf } from '../../shared/category-tree'
import { Field } from '../../shared/form/Field'
import { GoodsPicker } from './GoodsPicker'
import type { Goods } from './campaign-draft'

interface Props {
  path: string
  scope: Scope
  goods: Goods
  onChange: (scope: Scope) => void
}

type Choosing = 'ids' | 'excludedProductIds' | null

/** The goods that count: all, of some categories, or some products; and those that never do. */
export function ScopePicker({ path, scope, goods, onChange }: Props) {
  const categories = useCategories()
  const [choosing, setChoosing] = useState<Choosing>(null)
  const titles = useMemo(() => new Map([...goods.values()].map((facts) => [facts.productId, facts.title])), [goods])
  const named = scope.kind === 'skus' ? scope.ids.length : 0
  const chips = (ids: readonly string[], drop: (id: string) => void) =>
    ids.map((id) => (
      <Tag key={id} closable variant="filled" className="goods-chip" onClose={() => drop(id)}>
        {titles.get(id) ?? '正在取名称…'}
      </Tag>
    ))
  return (
    <>
      <Field path={path} label="哪些商品算" required>
        <div className="scope">
          <Radio.Group
            optionType="button"
            value={scope.kind}
            options={[
              { value: 'all', label: '全场' },
              { value: 'categories', label: '指定类目' },
              { value: 'products', label: '指定商品' },
              ...(named ? [{ value: 'skus', label: `指定 ${named} 个规格` }] : []),
            ]}
            onChange={(event) => onChange({ ...scope, kind: event.target.value as Scope['kind'], ids: [] })}
          />
          {scope.kind === 'categories' && (
            <TreeSelect
              aria-label="类目"
              multiple
              value={scope.ids}
              treeData={treeOf(categories.data?.items ?? [])}
              treeDefaultExpandAll
              showSearch={{ treeNodeFilterProp: 'title' }}
              placeholder="选择类目，选大类就包含下面的小类"
              onChange={(ids: string[]) => onChange({ ...scope, ids })}
            />
          )}
          {scope.kind === 'products' && (
            <div className="chip-line">
              {chips(scope.ids, (id) => onChange({ ...scope, ids: scope.ids.filter((one) => one !== id) }))}
              <Button type="dashed" size="small" onClick={() => setChoosing('ids')}>
                + 选择商品
              </Button>
            </div>
          )}
        </div>
      </Field>
      {scope.kind !== 'products' && scope.kind !== 'skus' && (
        <Field path={`${path}.excludedProductIds`} label="不参加的商品">
          <div className="chip-line">
            {chips(scope.excludedProductIds, (id) => onChange({ ...scope, excludedProductIds: scope.excludedProductIds.filter((one) => one !== id) }))}
            <Button type="dashed" size="small" onClick={() => setChoosing('excludedProductIds')}>
              + 排除商品
            </Button>
          </div>
        </Field>
      )}
      {choosing && (
        <GoodsPicker
          title={choosing === 'ids' ? '选择参加的商品' : '选择不参加的商品'}
          whole
          taken={new Set(scope[choosing])}
          close={() => setChoosing(null)}
          choose={(ids) => onChange({ ...scope, [choosing]: [...new Set([...scope[choosing], ...ids])] })}
        />
      )}
    </>
  )
}
