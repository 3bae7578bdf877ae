import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { GrowthEntry, LevelRules, MemberStanding } from '../../../../shared/api/shapes-levels'
import { exactTime } from '../../../../shared/format/time'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { CrudTable } from '../../../shared/table/CrudTable'
import type { Column } from '../../../shared/table/types'
import { Money, When } from '../../../shared/ui/bits'
import { Facts, Failed, PageHead, PageSkeleton, Panel } from '../../../shared/ui/page'
import { AdjustGrowth, PlaceLevel } from './AdjustGrowth'
import './levels.css'

const KINDS = { spend: '消费', active: '活跃', interaction: '互动', adjustment: '调整' }
const day = (at: string | null): string => (at ? exactTime(at).slice(0, 10) : '—')

const columns: Column<GrowthEntry>[] = [
  { key: 'at', title: '时间', render: (row) => <When at={row.at} />, text: (row) => exactTime(row.at) },
  { key: 'kind', title: '类别', render: (row) => KINDS[row.kind], text: (row) => KINDS[row.kind] },
  { key: 'words', title: '事由', width: 240, render: (row) => row.words, text: (row) => row.words },
  { key: 'value', title: '成长值', numeric: true, render: (row) => <b className={row.value < 0 ? 'growth-less' : ''}>{row.value > 0 ? `+${row.value}` : `−${-row.value}`}</b>, text: (row) => row.value },
]

/** One member's level: where they stand, why, and how their growth came. */
export function MemberLevelPage() {
  const { id = '' } = useParams()
  const mayAdjust = useCan('members.adjust')
  const [open, setOpen] = useState<'growth' | 'level' | null>(null)
  const member = useQuery({ queryKey: ['member-level', id], queryFn: () => api.get<MemberStanding>(`/members/${id}/level`) })
  const rules = useQuery({ queryKey: ['level-rules'], queryFn: () => api.get<LevelRules>('/level-rules'), refetchOnWindowFocus: false })
  if (member.isError) return <Failed error={member.error} again={() => void member.refetch()} />
  if (!member.data) return <PageSkeleton />
  const found = member.data
  const { birthday } = found
  return (
    <>
      <PageHead
        back={{ to: '/members', text: '会员' }}
        title={found.nickname}
        note="等级与成长值"
        actions={
          mayAdjust && (
            <>
              <Button onClick={() => setOpen('growth')}>调整成长值</Button>
              <Button disabled={!rules.data} onClick={() => setOpen('level')}>
                调整等级
              </Button>
            </>
          )
        }
      />
      <Panel>
        <Facts
          items={[
            ['等级', <span key="level" className="level-tag">{found.levelName}</span>],
            ['近一年成长值', found.growth.toLocaleString('zh-CN')],
            ['从什么时候起', day(found.since)],
            ['年度复核', found.until ? day(found.until) : '最低等级，不复核'],
            found.isHeld && ['由店铺设定', '到复核为止不随成长值变化'],
            found.isProtected && ['保级', '上次复核已保级一次'],
            ['完成订单累计', <Money key="spent" fen={found.spentFen} />],
            ['专属管家', found.conciergeAt ? `${day(found.conciergeAt)} 起` : '还没有'],
            ['生日', birthday ? `${birthday.year ? `${birthday.year}年` : ''}${birthday.month}月${birthday.day}日` : '没有填写'],
          ]}
        />
      </Panel>
      <div className="member-level">
        <Panel title="等级变化">
          {found.changes.length ? (
            <ul className="level-changes">
              {found.changes.map((change) => (
                <li key={change.id}>
                  {change.words}
                  <br />
                  <small>
                    <When at={change.at} />
                  </small>
                </li>
              ))}
            </ul>
          ) : (
            <span className="muted">还没有变化过。</span>
          )}
        </Panel>
        <div>
          <h2 className="level-title">成长值记录</h2>
          <CrudTable<GrowthEntry> id="growth-entries" name="成长值记录" path={`/members/${id}/growth`} rowKey={(row) => row.id} columns={columns} emptyTitle="还没有成长值" emptyHint="订单完成、签到、评价后会出现在这里。" />
        </div>
      </div>
      {open === 'growth' && <AdjustGrowth member={found} close={() => setOpen(null)} />}
      {open === 'level' && rules.data && <PlaceLevel member={found} rules={rules.data} close={() => setOpen(null)} />}
    </>
  )
}
