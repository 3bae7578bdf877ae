import { Button, Table } from 'antd'
import { useEffect, useState } from 'react'
import type { Unassigned } from '../../../shared/api/shapes-community'
import { useNarrow } from '../../shared/hooks'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { When } from '../../shared/ui/bits'
import { Empty, Failed, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { AssignDialog } from './AssignDialog'
import { useUnassigned } from './transfer-data'
import { countText } from './words'

const ASKED_MS = 20_000

/** Guides who have left, and their customers who wait for somebody else. */
export function ResignedTab() {
  const narrow = useNarrow()
  const mayWrite = useCan('community.write')
  const [asked, setAsked] = useState(false)
  const [assigning, setAssigning] = useState<Unassigned | null>(null)
  const list = useUnassigned(asked)
  // WeCom's list comes some seconds after it was asked for.
  useEffect(() => {
    if (!asked) return
    const timer = setTimeout(() => setAsked(false), ASKED_MS)
    return () => clearTimeout(timer)
  }, [asked])
  const refresh = useWrite({ send: () => api.post<null>('/wecom/unassigned/refresh'), done: '正在向企业微信查询，新的名单几秒后出现', after: () => setAsked(true) })
  if (list.isError && !list.data) return <Failed error={list.error} again={() => void list.refetch()} />
  if (!list.data) return <PageSkeleton />
  const again = (
    <Button loading={refresh.isPending || asked} onClick={() => refresh.mutate(undefined)}>
      {asked ? '正在查询' : '刷新名单'}
    </Button>
  )
  const assign = (row: Unassigned) =>
    mayWrite && (
      <Button type="primary" size={narrow ? 'middle' : 'small'} onClick={() => setAssigning(row)}>
        分配
      </Button>
    )
  const empty = <Empty title="没有待分配的客户" hint="导购离职、账号被删除后，TA 的客户在这里等人接替。企业微信里刚删除的账号，点“刷新名单”就会出现。" />
  return (
    <>
      <Panel title="已离职的导购" extra={again} flush>
        {narrow ? (
          <div className="cards">
            {list.data.map((row) => (
              <div key={row.userId} className="card-row">
                <div className="card-body">
                  <div className="card-line">
                    <b>{row.name}</b>
                    <span>{countText(row.contacts)} 位客户</span>
                  </div>
                  <div className="card-line">
                    <span className="muted">
                      <When at={row.leftAt} /> 离职
                    </span>
                    {assign(row)}
                  </div>
                </div>
              </div>
            ))}
            {list.data.length === 0 && empty}
          </div>
        ) : (
          <Table<Unassigned>
            rowKey="userId"
            aria-label="已离职的导购"
            dataSource={list.data}
            pagination={false}
            locale={{ emptyText: empty }}
            columns={[
              { title: '导购', render: (_, row) => <b>{row.name}</b> },
              { title: '离职', render: (_, row) => <When at={row.leftAt} /> },
              { title: '待分配的客户', align: 'right', width: 160, render: (_, row) => <span className="numeric">{countText(row.contacts)} 位</span> },
              { title: '', align: 'right', width: 120, render: (_, row) => assign(row) },
            ]}
          />
        )}
      </Panel>
      {assigning && <AssignDialog key={assigning.userId} from={assigning} close={() => setAssigning(null)} />}
    </>
  )
}
