import { Text, View } from '@tarojs/components'
import type { ProductCard } from '@siyu/client/shapes'
import { soldText } from '../lib/money'
import { go } from '../lib/nav'
import { columns } from '../lib/waterfall'
import { Photo } from './photo'
import { Price } from './price'
import { Bone } from './states'
import { Tag } from './bits'
import { Tap } from './tap'
import './goods.scss'

export function GoodsCard({ card, eager = false }: { card: ProductCard; eager?: boolean }) {
  const ratio = card.coverWidth > 0 ? Math.min(1.34, Math.max(0.75, card.coverHeight / card.coverWidth)) : 1
  return (
    <Tap label={card.title} className='s-goods' onTap={() => go('product', { id: card.id })}>
      <View className='s-goods__cover'>
        <Photo src={card.coverUrl} alt={card.title} ratio={ratio} eager={eager} />
        {card.soldOut ? <View className='s-goods__out'>补货中</View> : null}
      </View>
      <View className='s-goods__text'>
        <View className='s-goods__title two-lines'>{card.title}</View>
        {card.tags.length ? <View className='s-goods__tags'>{card.tags.slice(0, 2).map((tag) => <Tag key={tag} text={tag} tone='sage' />)}</View> : null}
        <View className='s-goods__foot'>
          <Price fen={card.priceFen} was={card.marketPriceFen} />
          <Text className='s-goods__sold num'>{soldText(card.soldCount)}</Text>
        </View>
      </View>
    </Tap>
  )
}

const shape = (card: ProductCard): number => (card.coverWidth > 0 ? card.coverHeight / card.coverWidth : 1) + (card.tags.length ? 0.64 : 0.52)

/** Two columns, each card on the shorter one; cards already shown never move when more come. */
export function Waterfall({ items, eager = 0 }: { items: ProductCard[]; eager?: number }) {
  return (
    <View className='s-waterfall'>
      {columns(items, shape).map((column, c) => (
        <View key={c} className='s-waterfall__column'>
          {column.map((card, i) => <GoodsCard key={card.id} card={card} eager={i * 2 + c < eager} />)}
        </View>
      ))}
    </View>
  )
}

export function WaterfallBones() {
  return (
    <View className='s-waterfall'>
      {[0, 1].map((c) => (
        <View key={c} className='s-waterfall__column'>
          {[0, 1].map((i) => <View key={i} className='s-goods'><Bone h={c === i ? 168 : 200} r={0} /><View className='s-goods__text'><Bone /><Bone w='70%' mt={8} /><Bone w='45%' h={20} mt={14} /></View></View>)}
        </View>
      ))}
    </View>
  )
}
