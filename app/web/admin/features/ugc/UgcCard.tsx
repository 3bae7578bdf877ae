import { Checkbox, Image, Rate, Tag } from 'antd'
import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import type { DeskUgc } from '../../../shared/api/shapes-ugc'
import { useCan } from '../../shared/permission'
import { StateTag, When } from '../../shared/ui/bits'
import { CAUSE_TEXT, KIND_TEXT, TONE } from './words'

interface Props {
  item: DeskUgc
  isHere: boolean
  isPicked: boolean
  onPick: (picked: boolean) => void
  onHere: () => void
  children: React.ReactNode
}

/** One thing on the desk: pictures large, what WeChat found, who has complained. */
export function UgcCard({ item, isHere, isPicked, onPick, onHere, children }: Props) {
  const place = useRef<HTMLElement>(null)
  const seesMembers = useCan('members.read')
  useEffect(() => {
    if (isHere) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isHere])
  return (
    <article ref={place} className={`ugc-card ${isHere ? 'ugc-here' : ''}`} aria-current={isHere} aria-label={`${KIND_TEXT[item.kind]}，${item.body.slice(0, 20)}`} onClick={onHere}>
      <header className="ugc-head">
        <Checkbox checked={isPicked} aria-label="选中这一条" onChange={(event) => onPick(event.target.checked)} />
        <b>{KIND_TEXT[item.kind]}</b>
        {item.stars !== null && <Rate disabled value={item.stars} className="ugc-stars" />}
        <StateTag state={TONE[item.state]} text={item.stateText} />
        {item.isFeatured && <Tag color="gold">精选</Tag>}
        <span className="ugc-gap" />
        {seesMembers ? <Link to={`/members/${item.memberId}`}>{item.nickname}</Link> : <span>{item.nickname}</span>}
        {item.isAnonymous && <span className="muted">匿名发布</span>}
        <When at={item.madeAt} />
      </header>
      {item.title && (
        <p className="ugc-goods muted">
          {item.title} {item.optionText}
        </p>
      )}
      {item.parentBody && <p className="ugc-parent">原评价：{item.parentBody}</p>}
      <p className="ugc-body">{item.body || <span className="muted">没有文字</span>}</p>
      {item.pictures.length > 0 && (
        <Image.PreviewGroup>
          <div className="ugc-pictures">
            {item.pictures.map((picture, place_) => (
              <figure key={picture.url}>
                <Image src={picture.url} alt={`图片 ${place_ + 1}`} width={200} height={200} />
                <Finding item={item} place={place_ + 1} />
              </figure>
            ))}
          </div>
        </Image.PreviewGroup>
      )}
      {item.body && <Finding item={item} place={0} />}
      {item.state === 'in_review' && item.why && <p className="ugc-why">{item.why}</p>}
      {item.state !== 'in_review' && item.reason && <p className="ugc-why">原因：{item.reason}</p>}
      {item.reports.map((report) => (
        <p key={report.at} className="ugc-report">
          举报：{CAUSE_TEXT[report.cause]}
          {report.words && `，${report.words}`} <When at={report.at} />
        </p>
      ))}
      {item.reply && <p className="ugc-reply">商家回复：{item.reply}</p>}
      <footer className="ugc-foot">{children}</footer>
    </article>
  )
}

/** What WeChat said of the text (place 0) or of a picture. */
function Finding({ item, place }: { item: DeskUgc; place: number }) {
  const check = item.checks.find((one) => one.place === place)
  if (!check) return null
  return (
    <span className={`ugc-finding ugc-${check.state}`}>
      {place === 0 ? '文字：' : ''}
      {check.text}
    </span>
  )
}
