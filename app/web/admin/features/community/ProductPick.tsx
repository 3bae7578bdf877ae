import { Input, Select } from 'antd'
import { useProducts } from './post-data'

export interface Choice {
  value: string
  label: string
}

/** What can be chosen, and what is chosen already where lists do not have it. */
export const withChosen = (choices: Choice[], chosen: string | null, name: string): Choice[] =>
  chosen === null || choices.some((one) => one.value === chosen) ? choices : [...choices, { value: chosen, label: name }]

interface Props {
  /** What leads to the product: 卡片, 链接. */
  by: string
  productId: string | null
  /** The product's name, where lists do not have it. */
  known: string
  title: string
  words: string
  search: (words: string) => void
  onProduct: (productId: string | null) => void
  onTitle: (title: string) => void
}

/** A product on sale, and what is to be read of it. */
export function ProductPick({ by, productId, known, title, words, search, onProduct, onTitle }: Props) {
  const products = useProducts(words)
  return (
    <div className="post-pick">
      <Select<string>
        allowClear
        aria-label={`${by}打开的商品`}
        placeholder={`选择${by}打开的商品`}
        showSearch={{ filterOption: false, onSearch: search }}
        loading={products.isFetching}
        options={withChosen((products.data ?? []).map((one) => ({ value: one.id, label: one.title })), productId, known)}
        value={productId}
        onChange={(chosen) => onProduct(chosen ?? null)}
      />
      {productId && <Input aria-label={`${by}标题`} maxLength={21} placeholder={`${by}标题，不填就用商品名称`} value={title} onChange={(event) => onTitle(event.target.value)} />}
    </div>
  )
}
