import { useState } from 'react'
import { yuan } from '../../../shared/format/money'
import type { Draft } from './draft'
import { markOf, videoOf } from './gallery'

/** The product page as a shopper's phone shows it, drawn from the draft while it is typed. */
export function PhonePreview({ draft }: { draft: Draft }) {
  const [picture, setPicture] = useState(0)
  const prices = draft.skus.filter((sku) => sku.enabled && sku.priceFen > 0).map((sku) => sku.priceFen)
  const lowest = prices.length ? Math.min(...prices) : 0
  const highest = prices.length ? Math.max(...prices) : 0
  const market = draft.skus.find((sku) => sku.enabled && sku.priceFen === lowest)?.marketPriceFen ?? null
  const shown = draft.media[Math.min(picture, draft.media.length - 1)]
  const named = draft.options.filter((option) => option.values.length > 0)
  return (
    <div className="phone" aria-label="手机预览" role="img">
      <div className="phone-screen">
        <div className="phone-gallery">
          {!shown ? <span>上传主图后显示在这里</span> : shown.kind === 'video' ? <video key={shown.mediaId} src={shown.url} poster={shown.posterUrl ?? ''} controls playsInline preload="none" tabIndex={-1} /> : <img src={shown.url} alt="" />}
          {draft.media.length > 1 && (
            <button type="button" tabIndex={-1} className={videoOf(draft.media) ? 'phone-index phone-index-high' : 'phone-index'} onClick={() => setPicture((picture + 1) % draft.media.length)}>
              {markOf(draft.media, Math.min(picture, draft.media.length - 1))}
            </button>
          )}
        </div>
        <div className="phone-block">
          <p className="phone-price">
            <PhonePrice fen={lowest} />
            {highest > lowest && <small>起</small>}
            {market !== null && market > 0 && <s>¥{yuan(market)}</s>}
          </p>
          <p className="phone-title">{draft.title || '商品标题'}</p>
          {draft.subtitle && <p className="phone-subtitle">{draft.subtitle}</p>}
          {draft.tags.length > 0 && (
            <p className="phone-tags">
              {draft.tags.map((tag) => (
                <span key={tag}>{tag}</span>
              ))}
            </p>
          )}
          <p className="phone-guarantee">{draft.kind === 'virtual' ? '虚拟商品不支持退款' : draft.noReasonReturn ? '七天无理由退货 · 48 小时内发货' : '48 小时内发货'}</p>
        </div>
        {named.length > 0 && (
          <div className="phone-block">
            {named.map((option, place) => (
              <div key={place} className="phone-option">
                <span>{option.name || '规格'}</span>
                <p>
                  {option.values.map((value, at) => (
                    <i key={value} className={at === 0 ? 'phone-chosen' : ''}>
                      {value}
                    </i>
                  ))}
                </p>
              </div>
            ))}
          </div>
        )}
        {draft.attributes.some((row) => row.name && row.value) && (
          <dl className="phone-block phone-attributes">
            {draft.attributes
              .filter((row) => row.name && row.value)
              .map((row, place) => (
                <div key={place}>
                  <dt>{row.name}</dt>
                  <dd>{row.value}</dd>
                </div>
              ))}
          </dl>
        )}
        <div className="phone-block">
          {draft.detailText && <p className="phone-detail">{draft.detailText}</p>}
          {draft.detailMedia.map((item) => (
            <img key={item.mediaId} src={item.url} alt="" className="phone-long" />
          ))}
          {!draft.detailText && draft.detailMedia.length === 0 && <p className="phone-subtitle">图文详情</p>}
        </div>
      </div>
      <div className="phone-bar">
        <span>客服</span>
        <span>收藏</span>
        <b className="phone-cart">加入购物车</b>
        <b className="phone-buy">立即购买</b>
      </div>
    </div>
  )
}

function PhonePrice({ fen }: { fen: number }) {
  const [whole, part] = yuan(fen).split('.')
  return (
    <span>
      <small>¥</small>
      {whole}
      <small>.{part}</small>
    </span>
  )
}
