import { useState } from 'react'
import { price } from '../../../shared/format/money'
import { relativeTime } from '../../../shared/format/time'
import { dayOf } from '../../shared/clock'
import { useNow } from '../../shared/hooks'
import { useProfile } from '../../shared/queries'
import type { Contact, Preferred, Profile, Tag } from '../../shared/shapes'
import { Empty, Failure, Part, Skeleton, Thumb } from '../../shared/ui'
import { NotesPart } from './NotesPart'
import './profile.css'

const FEW_TAGS = 5

export function ProfileTab({ contact }: { contact: Contact }) {
  const hasShop = contact.shopping !== null
  const profile = useProfile(contact.contactId, hasShop)
  return (
    <div className="page">
      {!hasShop ? (
        <Empty title="还没有来过商城" hint="TA 进过一次小程序以后，这里会有等级、喜好和标签" />
      ) : profile.isPending ? (
        <Skeleton rows={4} tall />
      ) : !profile.data ? (
        <Failure error={profile.error} onRetry={() => void profile.refetch()} />
      ) : (
        <Known profile={profile.data} />
      )}
      <NotesPart contactId={contact.contactId} />
    </div>
  )
}

function Known({ profile }: { profile: Profile }) {
  const { tags, products, categories, options, coupons } = profile
  return (
    <>
      <FactsPart profile={profile} />
      {tags.length > 0 && <TagsPart tags={tags} />}
      {(products.length > 0 || categories.length > 0) && (
        <Part title="喜欢什么">
          <ul className="list">{products.map((one) => <PreferredLine key={one.id} one={one} />)}</ul>
          {categories.length > 0 && <p className="wrap likes">{categories.map(({ id, name, why }) => <span key={id} className="chip" title={why}>{name}</span>)}</p>}
          {options.length > 0 && <p className="quiet small">常选：{options.map(({ name, value, lines }) => `${name} ${value}（${lines} 次）`).join('，')}</p>}
        </Part>
      )}
      <Part title={coupons.length ? `优惠券 ${coupons.length} 张` : '优惠券'}>
        {coupons.length ? (
          <ul className="list">
            {coupons.map((coupon) => (
              <li key={coupon.id} className="row">
                <span className="grow">
                  <b className="strong">{coupon.summary}</b>
                  <span className="quiet small cut block">{coupon.name}，{coupon.scopeText}</span>
                </span>
                <span className={coupon.expiresSoon ? 'chip warning' : 'quiet small'}>{dayOf(coupon.validUntil)}到期</span>
              </li>
            ))}
          </ul>
        ) : (
          <p className="quiet">手上没有可用的券，可以在“话术”里发一张</p>
        )}
      </Part>
    </>
  )
}

function FactsPart({ profile }: { profile: Profile }) {
  const { orders, spentFen, averageFen, daysSinceLast, points, rfm, levelName, joinedAt, place, birthday, children } = profile
  const now = useNow(60_000)
  const about = [['成为会员', relativeTime(joinedAt, now)], ['常住', place], ['生日', birthday], ['孩子', children.join('、')]].filter(([, value]) => value)
  return (
    <Part title={levelName} aside={rfm.segment ? <span className="chip sage">{rfm.segment}</span> : null}>
      <dl className="figures">
        <div><dt>订单</dt><dd>{orders}</dd></div>
        <div><dt>消费</dt><dd>{price(spentFen)}</dd></div>
        <div><dt>客单</dt><dd>{averageFen === null ? '—' : price(averageFen)}</dd></div>
        <div><dt>上次购买</dt><dd>{daysSinceLast === null ? '—' : daysSinceLast === 0 ? '今天' : `${daysSinceLast} 天前`}</dd></div>
        <div><dt>积分</dt><dd>{points}</dd></div>
        <div><dt>RFM</dt><dd aria-label="最近、次数、金额，各满分五分">{[rfm.r, rfm.f, rfm.m].map((score) => score ?? '—').join(' ')}</dd></div>
      </dl>
      <dl className="facts about">{about.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </Part>
  )
}

/** Tags with what they mean: the member's own figures that decide it. */
function TagsPart({ tags }: { tags: readonly Tag[] }) {
  const [isOpen, setOpen] = useState(false)
  const shown = isOpen ? tags : tags.slice(0, FEW_TAGS)
  return (
    <Part title="标签">
      <ul className="list meanings">
        {shown.map(({ id, name, definition, figures }) => (
          <li key={id}>
            <span className="chip sage">{name}</span>
            <p className="quiet small">{figures.length ? figures.join('，') : definition}</p>
          </li>
        ))}
      </ul>
      {tags.length > shown.length && <button type="button" className="button plain wide" onClick={() => setOpen(true)}>全部 {tags.length} 个标签</button>}
    </Part>
  )
}

function PreferredLine({ one: { name, imageUrl, why } }: { one: Preferred }) {
  return (
    <li className="row">
      <Thumb url={imageUrl} size={40} />
      <span className="grow">
        <span className="cut block">{name}</span>
        <span className="quiet small">{why}</span>
      </span>
    </li>
  )
}
