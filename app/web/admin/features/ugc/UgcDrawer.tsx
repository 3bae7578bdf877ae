import { Button, Drawer, Input, Timeline } from 'antd'
import { useEffect, useState } from 'react'
import type { DeskDetail } from '../../../shared/api/shapes-ugc'
import { exactTime } from '../../../shared/format/time'
import { api } from '../../shared/session'
import { Failed } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { STALE, useOne } from './data'
import { DECIDER_TEXT } from './words'

/** How it came to be where it is, and the merchant's answer. */
export function UgcDrawer({ id, close }: { id: string; close: () => void }) {
  const one = useOne(id)
  const detail = one.data
  return (
    <Drawer open title="回复与经过" size={420} onClose={close}>
      {one.isError && !detail && <Failed error={one.error} again={() => void one.refetch()} />}
      {detail?.item.kind === 'review' && detail.item.state === 'visible' && <Reply detail={detail} />}
      {detail && (
        <>
          <h3 className="ugc-history">经过</h3>
          <Timeline
            items={[
              { key: 'made', content: `${exactTime(detail.item.madeAt)}　作者提交` },
              ...detail.history.map((entry, place) => ({
                key: String(place),
                content: (
                  <>
                    {exactTime(entry.at)}　{entry.by || DECIDER_TEXT[entry.decider]}：<b>{entry.text}</b>
                    {entry.reason && <div className="muted">{entry.reason}</div>}
                  </>
                ),
              })),
            ]}
          />
        </>
      )}
    </Drawer>
  )
}

function Reply({ detail }: { detail: DeskDetail }) {
  const [words, setWords] = useState(detail.item.reply)
  useEffect(() => setWords(detail.item.reply), [detail.item.reply])
  const send = useWrite({
    send: (text: string) => api.put<DeskDetail>(`/ugc/${detail.item.id}/reply`, { words: text }),
    done: (_, text) => (text ? '已回复，顾客能在评价下面看到' : '已删除回复'),
    stale: STALE,
  })
  return (
    <section className="ugc-answer">
      <label htmlFor="ugc-words">商家回复</label>
      <Input.TextArea id="ugc-words" value={words} maxLength={300} showCount autoSize={{ minRows: 3 }} placeholder="感谢、说明或解决办法，所有人都能看到" onChange={(event) => setWords(event.target.value)} />
      <div className="ugc-answer-foot">
        {detail.item.reply && (
          <Button danger type="text" disabled={send.isPending} onClick={() => send.mutate('')}>
            删除回复
          </Button>
        )}
        <Button type="primary" loading={send.isPending} disabled={!words.trim() || words.trim() === detail.item.reply} onClick={() => send.mutate(words.trim())}>
          发布回复
        </Button>
      </div>
    </section>
  )
}
