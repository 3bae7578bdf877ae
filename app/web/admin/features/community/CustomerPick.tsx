import { SearchOutlined } from '@ant-design/icons'
import { Button, Input, Skeleton, Table } from 'antd'
import { useEffect, useState } from 'react'
import type { ContactRow } from '../../../shared/api/shapes-community'
import { When } from '../../shared/ui/bits'
import { Empty, Failed } from '../../shared/ui/page'
import { Avatar, Chips } from './bits'
import { useCustomers } from './transfer-data'
import { countText, shopText } from './words'

const SETTLE_MS = 400

/** Customers of one guide, some of whom are chosen; who was chosen stays so over searches and pages. */
export function CustomerPick({ guide, picked, choose }: { guide: string; picked: readonly string[]; choose: (ids: string[]) => void }) {
  const [words, setWords] = useState('')
  const [q, setQ] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setQ(words.trim()), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [words])
  const list = useCustomers(guide, q)
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="pick">
      <div className="pick-head">
        <Input aria-label="搜索这位导购的客户" prefix={<SearchOutlined aria-hidden />} allowClear placeholder="名字或备注" value={words} onChange={(event) => setWords(event.target.value)} />
        <span className="muted nowrap">已选 {countText(picked.length)} 位</span>
        {picked.length > 0 && (
          <Button size="small" type="text" onClick={() => choose([])}>
            全不选
          </Button>
        )}
      </div>
      {list.isError && !list.data ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : list.isPending ? (
        <Skeleton active title={false} paragraph={{ rows: 5, width: '100%' }} />
      ) : (
        <Table<ContactRow>
          size="small"
          rowKey="contactId"
          aria-label="这位导购的客户"
          dataSource={rows}
          pagination={false}
          scroll={{ x: 'max-content', y: 380 }}
          locale={{ emptyText: q ? <Empty title="没有找到" hint="换个名字或备注再找。" /> : <Empty title="这位导购没有客户" hint="选择别的导购，或先去企业微信同步核对。" /> }}
          rowSelection={{
            selectedRowKeys: [...picked],
            preserveSelectedRowKeys: true,
            onChange: (keys) => choose(keys.map(String)),
            getCheckboxProps: (row) => ({ 'aria-label': `选择${row.remark || row.name}` }) as object,
          }}
          columns={[
            {
              title: '客户',
              render: (_, row) => (
                <span className="contact-who">
                  <Avatar src={row.avatarUrl} name={row.name} size={28} />
                  <span className="contact-words">
                    <b>{row.name}</b>
                    {row.remark && <small>{row.remark}</small>}
                  </span>
                </span>
              ),
            },
            { title: '添加', render: (_, row) => <When at={row.addedAt} /> },
            { title: '会员等级', render: (_, row) => shopText(row) },
            { title: '企业标签', render: (_, row) => <Chips names={row.tags} /> },
          ]}
        />
      )}
      {list.hasNextPage && (
        <Button type="link" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          再看 50 位
        </Button>
      )}
    </div>
  )
}
