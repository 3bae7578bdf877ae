import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Table } from 'antd'
import { useNavigate } from 'react-router'
import type { GroupPostDetail, PostSendView } from '../../../shared/api/shapes-community'
import { Can, useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Figure, Money, StateTag, When } from '../../shared/ui/bits'
import { Empty, PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './community.css'
import { CHAT_TEXT, dayOf, dayText, mayWithdraw, POST_TEXT, POST_TONE, progressText, SEND_TEXT, timeOf } from './post-words'
import { PostPhone } from './PostPhone'
import { BroughtOrders, KeptFigure, Standing } from './results'

type Decision = 'said' | 'again' | 'withdraw'
const DONE: Record<Decision, string> = { said: '已记为发出', again: '正在重新发送', withdraw: '正在撤回，稍后显示结果' }
type Chat = GroupPostDetail['chats'][number]

/** What became of a post: owners, groups, and what it has brought. */
export function PostResults({ detail }: { detail: GroupPostDetail }) {
  const { post } = detail
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { modal } = App.useApp()
  const mayWrite = useCan('community.write')
  const decide = useWrite({
    send: ({ owner, chatId, decision }: { owner: string; chatId: string; decision: Decision }) => api.post<GroupPostDetail>(`/group-posts/${post.id}/decide`, { owner, chatId, decision }),
    done: (_, { decision }) => DONE[decision],
    stale: ['group-posts'],
    after: (stored) => queries.setQueryData(['group-post', post.id], stored),
    onProblem: () => (void queries.invalidateQueries({ queryKey: ['group-post', post.id] }), false),
  })
  const copy = useWrite({ send: () => api.post<GroupPostDetail>(`/group-posts/${post.id}/copy`), done: '已复制到下周，是一份草稿', stale: ['group-posts'], after: (made) => void navigate(`/group-posts/${made.post.id}`) })
  const ask = (send: PostSendView, decision: Decision): void =>
    void modal.confirm({ ...asked(send, decision), cancelText: '先不', onOk: () => decide.mutate({ owner: send.owner, chatId: send.chatId, decision }) })
  const card = post.content.card ? { title: post.cardTitle ?? '商品', pictureUrl: post.cardPictureUrl } : null
  return (
    <>
      <PageHead
        back={{ to: `/group-posts?day=${dayOf(post.plannedAt)}`, text: '内容日历' }}
        title="社群内容"
        note={
          <>
            <StateTag state={POST_TONE[post.state]} text={POST_TEXT[post.state]} /> {dayText(dayOf(post.plannedAt))} {timeOf(post.plannedAt)}，{progressText(post)}
          </>
        }
        actions={
          <Can permission="community.write">
            <Button loading={copy.isPending} onClick={() => copy.mutate(undefined)}>
              复制到下周
            </Button>
          </Can>
        }
      />
      {post.problem && <Alert className="editor-note" type={post.state === 'sent' ? 'info' : 'warning'} showIcon title={post.problem} />}
      <dl className="sync-counts">
        <Figure name="进店次数" value={detail.result.openings} />
        <Figure name="进店人数" value={detail.result.visitors} />
        <Figure name="订单" value={detail.result.orders} />
        <Figure name="下单人数" value={detail.result.buyers} />
        <KeptFigure fen={detail.result.keptFen} />
      </dl>
      <div className="contact-layout">
        <div className="contact-main">
          <Panel title="群主" flush>
            <Table<PostSendView>
              rowKey={(send) => `${send.owner} ${send.chatId}`}
              dataSource={detail.sends}
              pagination={false}
              scroll={{ x: 560 }}
              locale={{ emptyText: <Empty title="没有交给任何群主" /> }}
              columns={[
                { title: '群主', render: (_, send) => (send.chatId ? `${send.guideName}：${send.chatName || '未命名的群'}` : send.guideName) },
                {
                  title: '状态',
                  render: (_, send) => (
                    <Standing text={send.confirmedAt ? '已确认' : SEND_TEXT[send.state]}>
                      {send.confirmedAt && <When at={send.confirmedAt} />} {send.problem}
                      {!send.confirmedAt && send.remindedAt && ' 已提醒群主'}
                    </Standing>
                  ),
                },
                { title: '送达', width: 110, render: (_, send) => `${send.delivered}/${send.chats} 个群` },
                {
                  title: '',
                  width: 190,
                  render: (_, send) =>
                    mayWrite && (
                      <span className="post-acts">
                        {send.state === 'unknown' && <Button size="small" onClick={() => ask(send, 'said')}>已发出</Button>}
                        {(send.state === 'unknown' || send.state === 'failed') && <Button size="small" onClick={() => ask(send, 'again')}>重新发送</Button>}
                        {mayWithdraw(send) && <Button size="small" danger onClick={() => ask(send, 'withdraw')}>撤回</Button>}
                      </span>
                    ),
                },
              ]}
            />
          </Panel>
          <Panel title="群" flush>
            <Table<Chat>
              rowKey="chatId"
              dataSource={detail.chats}
              size="small"
              scroll={{ x: 620 }}
              pagination={{ pageSize: 10, hideOnSinglePage: true }}
              locale={{ emptyText: <Empty title="没有群" /> }}
              columns={[
                { title: '群', render: (_, chat) => chat.name || '未命名的群' },
                { title: '状态', render: (_, chat) => CHAT_TEXT[chat.state] },
                { title: '时间', render: (_, chat) => <When at={chat.sentAt} /> },
                { title: '进店人数', align: 'right', render: (_, chat) => chat.result?.visitors ?? '—' },
                { title: '订单', align: 'right', render: (_, chat) => chat.result?.orders ?? '—' },
                { title: '成交金额', align: 'right', render: (_, chat) => (chat.result ? <Money fen={chat.result.keptFen} /> : '—') },
              ]}
            />
            {!post.content.byChat && detail.chats.some((chat) => chat.result === null && chat.state !== 'withdrawn') && <p className="muted post-note">一条群发到多个群时，分不清客户来自哪个群。下次可以勾选“按群统计转化”。</p>}
          </Panel>
          <BroughtOrders orders={detail.orders} from="卡片" withGuide />
        </div>
        <aside className="contact-side">
          <Panel title="群里看到的">
            <PostPhone text={post.content.text} pictureUrls={post.pictureUrls} card={card} owner={detail.sends[0]?.guideName ?? '群主'} />
          </Panel>
        </aside>
      </div>
    </>
  )
}

/** What somebody is asked before it happens. */
function asked(send: PostSendView, decision: Decision): { title: string; content: string; okText: string; okButtonProps?: { danger: true } } {
  const whose = send.chatId ? `${send.guideName}在「${send.chatName || '未命名的群'}」` : send.guideName
  if (decision === 'said') return { title: `${whose}的群发已经创建`, content: '请先在企业微信的群发记录里确认。记为发出后不会再发。', okText: '已发出' }
  if (decision === 'again') return { title: `重新发送：${whose}的群发`, content: '会先在企业微信里再找一遍，找不到才重新创建，避免客户收到两次。', okText: '重新发送' }
  return { title: `撤回${whose}的群发`, content: `${send.chats} 个群还没有收到。撤回后群主不能再发这一条，次数还给这些群；如果群主刚好已确认，就撤不回来，以企业微信的结果为准。`, okText: '撤回', okButtonProps: { danger: true } }
}
