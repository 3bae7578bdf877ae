import { Link } from 'react-router'
import { PageHead } from '../../shared/ui/page'
import { KIND_NOTE, KIND_TEXT, KINDS } from './words'

/** What kind of campaign it will be: the rest of the form follows from it. */
export function KindChoice() {
  return (
    <>
      <PageHead back={{ to: '/campaigns', text: '活动' }} title="新建活动" note="先选做什么活动，发布前都可以改，也可以先模拟。" />
      <ul className="kind-grid">
        {KINDS.map((kind) => (
          <li key={kind}>
            <Link to={`/campaigns/new?kind=${kind}`} className="kind-card">
              <b>{kind === 'timed_price' ? '限时价 · 会员日' : KIND_TEXT[kind]}</b>
              <span>{KIND_NOTE[kind]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
