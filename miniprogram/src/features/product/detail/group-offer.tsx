import { Text, View } from '@tarojs/components'
import type { GroupOffer as Offer, OpenTeam } from '@siyu/client/shapes'
import { go } from '@/shared/lib/nav'
import { yuan } from '@/shared/lib/money'
import { Button } from '@/shared/ui/button'
import { Countdown } from '@/shared/ui/countdown'
import { Icon } from '@/shared/ui/icon'
import { Price } from '@/shared/ui/price'
import { Face } from '@/shared/ui/seats'
import { Tap } from '@/shared/ui/tap'
import './group-offer.scss'

/** What the SKU sheet sells instead of the shop's price: a new team of a size, or a place in an open one. */
export interface GroupDeal { campaignId: string; size: number; teamId?: string }

interface Props { offer: Offer; now: string; onDeal(deal: GroupDeal): void; onOver(): void }

export function GroupOffer({ offer, now, onDeal, onOver }: Props) {
  const limited = offer.units.length > 0 && offer.units.every((one) => one.remaining !== null)
  const left = offer.units.reduce((sum, one) => sum + (one.remaining ?? 0), 0)
  const total = offer.units.reduce((sum, one) => sum + (one.quota ?? 0), 0)
  const soldOut = limited && left < 1
  return (
    <View className='card group'>
      <View className='row group__head'>
        <Text className='card-title grow'>{offer.label}</Text>
        <Tap label='查看全部拼团' className='row group__all' onTap={() => go('groups')}><Text>全部拼团</Text><Icon name='chevron-right' size={14} /></Tap>
      </View>
      <View className='group__facts muted num'>
        {offer.people ? <Text>已拼 {offer.people} 人</Text> : null}
        {limited ? <Text>剩 {left} / 共 {total} 件</Text> : null}
        <Text>{offer.hours} 小时内成团，不成自动退款</Text>
      </View>
      {offer.sizes.map(({ size, priceFen }) => (
        <View key={size} className='row group__size'>
          <Text className='group__people'>{size} 人团</Text>
          <View className='grow'><Price fen={priceFen} size={20} from={new Set(offer.prices.filter((one) => one.size === size).map((one) => one.priceFen)).size > 1} /></View>
          <Button size='small' kind='primary' text={soldOut ? '已抢完' : '发起拼团'} label={soldOut ? `${size} 人团已抢完` : `发起 ${size} 人团，${yuan(priceFen)}`} disabled={soldOut} onTap={() => onDeal({ campaignId: offer.campaignId, size })} />
        </View>
      ))}
      {offer.teams.length && !soldOut ? <Teams teams={offer.teams} now={now} onOver={onOver} onJoin={(team) => onDeal({ campaignId: offer.campaignId, size: team.size, teamId: team.id })} /> : null}
    </View>
  )
}

function Teams({ teams, now, onJoin, onOver }: { teams: OpenTeam[]; now: string; onJoin(team: OpenTeam): void; onOver(): void }) {
  return (
    <View className='group__teams'>
      <Text className='muted'>这些团还差人，可直接参团</Text>
      {teams.map((team) => (
        <View key={team.id} className='row group__team'>
          <Face nickname={team.nickname} avatarUrl={team.avatarUrl} />
          <View className='grow group__who'>
            <View className='one-line'>{team.nickname} 的 {team.size} 人团</View>
            <View className='muted'>还差 <Text className='group__missing num'>{team.missing}</Text> 人 · 剩余 <Countdown until={team.expiresAt} serverNow={now} over='0:00' onOver={onOver} /></View>
          </View>
          <Button size='small' kind='soft' text='去参团' label={`去参 ${team.nickname} 的 ${team.size} 人团，还差 ${team.missing} 人`} onTap={() => onJoin(team)} />
        </View>
      ))}
    </View>
  )
}
