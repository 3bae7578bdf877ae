import { Button } from 'antd'
import { Link } from 'react-router'
import type { LiveCode } from '../../../shared/api/shapes-community'
import { Can, useCan } from '../../shared/permission'
import { ListTable } from '../../shared/table/ListTable'
import { When } from '../../shared/ui/bits'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { Chips } from './bits'
import { QrPicture, StateCell, useStopping } from './codes'
import './community.css'
import { useCorpTags, useGuides, useWecomState } from './data'
import { useCoupons, useLiveCodes } from './live-code-data'
import { CODE_TEXT, CODE_TONE, isOver, problemText, servingText } from './live-code-words'
import { NoWecom } from './NotSetUp'
import { cut, lengthOf } from './words'

const TITLE = '渠道活码'
const SHORT = 24

export function LiveCodeList() {
  const codes = useLiveCodes()
  const state = useWecomState(false)
  const mayWrite = useCan('community.write')
  const guides = new Map((useGuides().data ?? []).map((guide) => [guide.userId, guide.name]))
  const tags = new Map((useCorpTags().data ?? []).map((tag) => [tag.tagId, tag.name]))
  const coupons = new Map((useCoupons().data ?? []).map((coupon) => [coupon.id, coupon.name]))
  const { askStop, isStopping } = useStopping({ place: '/wecom/live-codes', root: 'live-codes', consequence: '停用后，扫这个码的人找不到任何导购；停用的活码不能恢复，已经印出去的码也不能再用。', refetch: codes.refetch })
  if (state.data?.isOn === false) return <NoWecom title={TITLE} />
  if (codes.isError && !codes.data) return <Failed error={codes.error} again={() => void codes.refetch()} />
  if (!codes.data) return <PageSkeleton />
  const make = (
    <Can permission="community.write">
      <Link to="/live-codes/new">
        <Button type="primary">新建活码</Button>
      </Link>
    </Can>
  )
  return (
    <>
      <PageHead title={TITLE} note="客户扫码后，按班次添加当值的导购，并收到欢迎语、小程序卡片和优惠券。" actions={make} />
      <Panel flush>
        <ListTable<LiveCode>
          name={TITLE}
          rowKey={(code) => code.id}
          rows={codes.data}
          width={1000}
          empty={<Empty title="还没有渠道活码" hint="为门店、包裹卡或一次活动各建一个，就能看出客户从哪里来。" action={make} />}
          columns={[
            { title: '二维码', width: 96, part: 'head', render: (code) => <Picture code={code} /> },
            {
              title: '名称',
              part: 'head',
              render: (code) => (
                <span className="contact-words">
                  <Link to={`/live-codes/${code.id}`} className="plain-link">
                    <b>{code.rules.name}</b>
                  </Link>
                  <small>
                    <When at={code.madeAt} /> 新建
                  </small>
                </span>
              ),
            },
            { title: '状态', width: 180, render: (code) => <StateCell state={CODE_TONE[code.state]} text={CODE_TEXT[code.state]}>{code.problem && problemText(code)}</StateCell> },
            { title: '现在当值', render: (code) => servingText(code, guides) },
            { title: '标签', render: (code) => <Chips names={code.rules.tagIds.map((id) => tags.get(id) ?? '已删除的标签')} /> },
            {
              title: '新客户得到',
              width: 220,
              render: ({ rules }) => (
                <span className="contact-words">
                  <span>{rules.welcome ? `${cut(rules.welcome, SHORT)}${lengthOf(rules.welcome) > SHORT ? '…' : ''}` : <span className="muted">没有欢迎语</span>}</span>
                  {rules.card && <small>带小程序卡片</small>}
                  {rules.templateId && <small>{coupons.get(rules.templateId) ?? '送一张优惠券'}</small>}
                </span>
              ),
            },
            {
              title: '',
              width: 80,
              part: 'foot',
              render: (code) =>
                mayWrite &&
                !isOver(code) && (
                  <Button size="small" danger disabled={isStopping} onClick={() => askStop(code)}>
                    停用
                  </Button>
                ),
            },
          ]}
        />
      </Panel>
    </>
  )
}

function Picture({ code }: { code: LiveCode }) {
  return (
    <span className="contact-words">
      <QrPicture code={code} none={code.state === 'making' ? '生成中' : '—'} />
      {code.qrUrl && (
        <a href={code.qrUrl} download={`${code.rules.name}.png`} target="_blank" rel="noreferrer">
          下载
        </a>
      )}
    </span>
  )
}
