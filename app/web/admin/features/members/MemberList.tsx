import { Button } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { MemberRow } from '../../../shared/api/shapes-office'
import { exactTime } from '../../../shared/format/time'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { Money, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { PointsDrawer } from './points/PointsDrawer'
import { choiceText, readChoice, type TagChoice } from './tag-data'
import { TagFilter } from './TagFilter'

const filters: Filter[] = [{ kind: 'search', name: 'q', label: '搜索会员', placeholder: '昵称或完整手机号' }]

const columns: Column<MemberRow>[] = [
  { key: 'nickname', title: '昵称', render: (row) => row.nickname, text: (row) => row.nickname },
  { key: 'level', title: '等级', render: (row) => <Link to={`/members/${row.id}/level`} className="level-tag">{row.levelName}</Link>, text: (row) => row.levelName },
  { key: 'phone', title: '手机', render: (row) => row.phoneMasked ?? <span className="muted">未绑定</span>, text: (row) => row.phoneMasked ?? '' },
  { key: 'orders', title: '订单', numeric: true, render: (row) => row.orders, text: (row) => row.orders },
  { key: 'spent', title: '累计消费', numeric: true, render: (row) => <Money fen={row.spentFen} />, text: (row) => row.spentFen / 100 },
  { key: 'joined', title: '加入', render: (row) => <When at={row.joinedAt} />, text: (row) => exactTime(row.joinedAt) },
]

export function MemberList() {
  const [params, setParams] = useSearchParams()
  const choice = readChoice(params.get('tags'))
  const change = (next: TagChoice): void => {
    const target = new URLSearchParams(params)
    const text = choiceText(next)
    if (text) target.set('tags', text)
    else target.delete('tags')
    target.delete('cursor')
    setParams(target)
  }
  const [shown, setShown] = useState<MemberRow | null>(null)
  const actions: Column<MemberRow> = {
    key: 'actions',
    title: '操作',
    render: (row) => (
      <Button size="small" onClick={() => setShown(row)}>
        积分
      </Button>
    ),
    text: () => '',
  }
  return (
    <>
      <PageHead title="会员" />
      <TagFilter choice={choice} change={change} />
      <CrudTable<MemberRow>
        id="members"
        name="会员"
        path="/members"
        rowKey={(row) => row.id}
        columns={[...columns, actions]}
        filters={filters}
        fixedQuery={{ tags: choiceText(choice) || null }}
        open={(row) => `/members/${row.id}`}
        emptyTitle="还没有会员"
        emptyHint="顾客第一次登录小程序后就会出现在这里。"
      />
      {shown && <PointsDrawer member={shown} close={() => setShown(null)} />}
    </>
  )
}
