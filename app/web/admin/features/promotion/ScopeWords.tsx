import type { Scope } from '../../../shared/api/shapes-promotion'
import { useCategories } from '../../shared/categories'
import { flatten } from '../../shared/category-tree'
import type { Goods } from './campaign-draft'

/** The goods of a scope, in words. */
export function ScopeWords({ scope, goods }: { scope: Scope; goods: Goods }) {
  const categories = useCategories()
  const titles = new Map([...goods.values()].map((facts) => [facts.productId, facts.title]))
  const paths = new Map(flatten(categories.data?.items ?? []).map(({ category, path }) => [category.id, path]))
  const names = scope.kind === 'all' ? '全场' : scope.kind === 'skus' ? `${scope.ids.length} 个规格` : scope.ids.map((id) => (scope.kind === 'categories' ? paths : titles).get(id) ?? '…').join('、')
  const out = scope.excludedProductIds.map((id) => titles.get(id) ?? '…').join('、')
  return (
    <>
      {names}
      {out && `，不含${out}`}
    </>
  )
}
