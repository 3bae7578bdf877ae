import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Table } from 'antd'
import { useNavigate } from 'react-router'
import type { MomentDetail, MomentGuide } from '../../../shared/api/shapes-community'
import { Can } from '../../shared/permission'
import { api } from '../../shared/session'
import { Figure, StateTag, When } from '../../shared/ui/bits'
import { Empty, PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './community.css'
import { GUIDE_TEXT, guidesText, mayStop, MOMENT_TONE, seenBy, stateText } from './moment-words'
import { MomentPhone } from './MomentPhone'
import { dayOf, dayText, timeOf } from './post-words'
import { BroughtOrders, KeptFigure, Standing } from './results'

type Act = 'stop' | 'cancel' | 'copy' | 'said' | 'again'
const DONE: Record<Act, string> = { stop: '正在停止', cancel: '已取消', copy: '已复制，是一份草稿', said: '已记为创建', again: '正在重新创建' }
const ASKED: Record<Exclude<Act, 'copy'>, { title: string; content: string; okText: string; danger: boolean }> = {
  stop: { title: '停止这条朋友圈', content: '还没有发表的导购不能再发表；已经发表的仍然看得到，需要导购自己删除。', okText: '停止', danger: true },
  cancel: { title: '取消这条朋友圈', content: '取消后不会再交给导购，也不能恢复。', okText: '取消朋友圈', danger: true },
  said: { title: '朋友圈已经创建', content: '请先在企业微信的朋友圈记录里确认。记为创建后不会再创建。', okText: '已创建', danger: false },
  again: { title: '重新创建这条朋友圈', content: '会先在企业微信里再找一遍，找不到才重新创建，避免客户看到两次。', okText: '重新创建', danger: false },
}

/** What became of a moment: guides, customers, and what it has brought. */
export function MomentResults({ detail }: { detail: MomentDetail }) {
  const { moment, result } = detail
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { modal } = App.useApp()
  const act = useWrite<Act, MomentDetail>({
    send: (what) => (what === 'said' || what === 'again' ? api.post(`/moments/${moment.id}/decide`, { decision: what }) : api.post(`/moments/${moment.id}/${what}`)),
    done: (_, what) => DONE[what],
    stale: ['moments'],
    after: (stored) => {
      queries.setQueryData(['moment', stored.moment.id], stored)
      if (stored.moment.id !== moment.id) void navigate(`/moments/${stored.moment.id}`)
    },
    onProblem: () => (void queries.invalidateQueries({ queryKey: ['moment', moment.id] }), false),
  })
  const ask = (what: Exclude<Act, 'copy'>): void => {
    const { danger, ...words } = ASKED[what]
    void modal.confirm({ ...words, okButtonProps: { danger }, cancelText: '先不', onOk: () => act.mutate(what) })
  }
  const link = moment.content.link ? { title: moment.linkTitle ?? '商品', pictureUrl: moment.linkPictureUrl } : null
  const mayRepeat = moment.state === 'unknown' || (moment.state === 'failed' && detail.guides.length > 0)
  return (
    <>
      <PageHead
        back={{ to: '/moments', text: '朋友圈' }}
        title="朋友圈内容"
        note={
          <>
            <StateTag state={MOMENT_TONE[moment.state]} text={stateText(moment)} /> {dayText(dayOf(moment.plannedAt))} {timeOf(moment.plannedAt)}，{guidesText(moment)}，{seenBy(moment)}
          </>
        }
        actions={
          <Can permission="community.write">
            {moment.state === 'unknown' && <Button onClick={() => ask('said')}>已创建</Button>}
            {mayRepeat && <Button onClick={() => ask('again')}>重新创建</Button>}
            {moment.state === 'queued' && <Button danger onClick={() => ask('cancel')}>取消朋友圈</Button>}
            {mayStop(moment.state) && <Button danger onClick={() => ask('stop')}>停止</Button>}
            <Button loading={act.isPending} onClick={() => act.mutate('copy')}>复制</Button>
          </Can>
        }
      />
      {moment.problem && <Alert className="editor-note" type={moment.state === 'running' ? 'info' : 'warning'} showIcon title={moment.problem} />}
      <dl className="sync-counts">
        <Figure name="已发表导购" value={`${moment.published}/${moment.guides}`} />
        <Figure name="可见客户" value={moment.customers} />
        {link && <Figure name="进店人数" value={result.visitors} />}
        {link && <Figure name="订单" value={result.orders} />}
        {link && <KeptFigure fen={result.keptFen} />}
      </dl>
      <div className="contact-layout">
        <div className="contact-main">
          <Panel title="导购" flush>
            <Table<MomentGuide>
              rowKey="userId"
              dataSource={detail.guides}
              size="small"
              pagination={{ pageSize: 10, hideOnSinglePage: true }}
              scroll={{ x: 420 }}
              locale={{ emptyText: <Empty title="没有交给任何导购" /> }}
              columns={[
                { title: '导购', render: (_, guide) => `${guide.name}${guide.isActive ? '' : '（已离职）'}` },
                {
                  title: '状态',
                  render: (_, guide) => (
                    <Standing text={GUIDE_TEXT[guide.state]}>
                      {guide.publishedAt && <When at={guide.publishedAt} />}
                      {guide.state === 'waiting' && guide.remindedAt && '已提醒'}
                      {guide.state === 'left_out' && '企业微信没有把任务派给这位导购'}
                    </Standing>
                  ),
                },
                { title: '可见客户', width: 90, align: 'right', render: (_, guide) => (guide.state === 'published' ? guide.customers : '—') },
              ]}
            />
          </Panel>
          {link && <BroughtOrders orders={detail.orders} from="链接" />}
        </div>
        <aside className="contact-side">
          <Panel title="客户看到的">
            <MomentPhone guide={detail.guides[0]?.name ?? '导购'} text={moment.content.text} pictureUrls={moment.pictureUrls} link={link} />
          </Panel>
        </aside>
      </div>
    </>
  )
}
