import { Input, Radio, Select, Switch } from 'antd'
import { useState } from 'react'
import { Field } from '../../shared/form/Field'
import { useCan } from '../../shared/permission'
import { GoodsCell } from '../../shared/ui/bits'
import { useCardGoods, useProductSearch } from './card-data'
import { CARD_TITLE_MAX, LEADS_TO, type CardDraft } from './card-words'
import { CoverField } from './CoverField'
import { lengthOf } from './words'

interface Props {
  has: boolean
  card: CardDraft
  locked: boolean
  onSwitch: (has: boolean) => void
  onChange: (card: CardDraft) => void
}

/** The mini-program card of a welcome: where it leads, and what stands on it. */
export function CardFields({ has, card, locked, onSwitch, onChange }: Props) {
  const put = (patch: Partial<CardDraft>): void => onChange({ ...card, ...patch })
  const isHome = card.leadsTo === 'home'
  return (
    <Field path="card" label="小程序卡片">
      <Switch checked={has} aria-label="发小程序卡片" onChange={onSwitch} /> {has && <span className="muted card-note">跟在欢迎语后面发出，点开就进店；从卡片来的访问会记在这位导购名下。</span>}
      {has && (
        <div className="card-fields">
          <Field path="card.leadsTo" label="点开后到">
            <Radio.Group optionType="button" options={LEADS_TO} value={card.leadsTo} onChange={(event) => put({ leadsTo: event.target.value as CardDraft['leadsTo'] })} />
          </Field>
          {!isHome && <ProductField productId={card.productId} choose={(productId) => put({ productId })} />}
          <Field path="card.title" label="卡片标题" required={isHome} hint={isHome ? null : '不填就用商品标题。'}>
            <Input value={card.title} aria-label="卡片标题" placeholder={isHome ? '如 新朋友的见面礼' : ''} count={{ show: true, max: CARD_TITLE_MAX, strategy: lengthOf }} onChange={(event) => put({ title: event.target.value })} />
          </Field>
          <CoverField mediaId={card.mediaId} isHome={isHome} locked={locked} choose={(mediaId) => put({ mediaId })} />
        </div>
      )}
    </Field>
  )
}

/** Finds a product on sale by its words. */
function ProductField({ productId, choose }: { productId: string | null; choose: (productId: string | null) => void }) {
  const maySee = useCan('catalogue.read')
  const [words, setWords] = useState('')
  const [open, setOpen] = useState(false)
  const found = useProductSearch(words, maySee && open)
  const chosen = useCardGoods(productId)
  const rows = found.data?.items ?? []
  const isGone = chosen.data?.isOnSale === false
  const options = rows.map((row) => ({ value: row.id, label: <GoodsCell imageUrl={row.coverUrl} title={row.title} size={28} /> }))
  if (productId !== null && !rows.some((row) => row.id === productId)) {
    options.unshift({ value: productId, label: <GoodsCell imageUrl={chosen.data?.coverUrl ?? null} title={chosen.data ? `${chosen.data.title}${isGone ? '（现在不在售）' : ''}` : chosen.isError ? '商品没有取到' : '已选的商品'} size={28} /> })
  }
  return (
    <Field path="card.productId" label="商品" required hint={!maySee ? '您没有查看商品的权限，不能更换商品。' : isGone ? '这件商品现在不在售，欢迎语会不带卡片发出。' : '只能选在售的商品。'}>
      <Select<string>
        aria-label="卡片的商品"
        className="card-product"
        placeholder="按标题、编码或条码搜索"
        allowClear
        disabled={!maySee}
        showSearch={{ filterOption: false, searchValue: words, onSearch: setWords }}
        value={productId}
        loading={found.isFetching}
        options={options}
        notFoundContent={found.isError ? '商品没有加载出来，请重试' : found.isFetching ? '正在找…' : '没有找到在售的商品'}
        onOpenChange={setOpen}
        onChange={(id) => (setWords(''), choose(id ?? null))}
      />
    </Field>
  )
}
