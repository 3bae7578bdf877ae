import type { AdminCategory } from '../../shared/api/shapes-goods'

export interface TreeNode {
  value: string
  title: string
  children: TreeNode[]
}

export function treeOf(items: readonly AdminCategory[]): TreeNode[] {
  return items.map((item) => ({ value: item.id, title: item.name, children: treeOf(item.children) }))
}

/** All categories, depth first, with the names on the way down. */
export function flatten(items: readonly AdminCategory[], above: string[] = []): { category: AdminCategory; path: string }[] {
  return items.flatMap((category) => {
    const names = [...above, category.name]
    return [{ category, path: names.join(' / ') }, ...flatten(category.children, names)]
  })
}

/** Attribute names that apply to a category: its ancestors' and its own, each once. */
export function attributeNamesFor(items: readonly AdminCategory[], id: string): string[] {
  const trail = (list: readonly AdminCategory[]): AdminCategory[] | null => {
    for (const item of list) {
      if (item.id === id) return [item]
      const below = trail(item.children)
      if (below) return [item, ...below]
    }
    return null
  }
  return [...new Set((trail(items) ?? []).flatMap((category) => category.attributeNames ?? []))]
}
