import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { LedgerEntry, MoneySummary } from '../../../shared/api/shapes-office'
import { exactTime } from '../../../shared/format/time'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { Money, When } from '../../shared/ui/bits'
import { Failed, PageHead, Panel } from '../../shared/ui/page'
import './money.css'

const columns: Column<LedgerEntry>[] = [
  { key: 'at', title: '时间', render: (row) => <When at={row.at} />, text: (row) => exactTime(row.at) },
  { key: 'kind', title: '事由', render: (row) => row.kindText, text: (row) => row.kindText },
  { key: 'reference', title: '依据', render: (row) => <span className="mono">{row.reference}</span>, text: (row) => row.reference },
  {
    key: 'lines',
    title: '分录',
    render: (row) => (
      <span className="entry-lines">
        {row.lines.map((line, place) => (
          <span key={place}>
            <span>{line.accountText}</span>
            <Money fen={line.amountFen} sign />
          </span>
        ))}
      </span>
    ),
    text: (row) => row.lines.map((line) => `${line.accountText} ${line.amountFen / 100}`).join('；'),
  },
  {
    key: 'sum',
    title: '本笔合计',
    numeric: true,
    render: (row) => {
      const sum = row.lines.reduce((total, line) => total + line.amountFen, 0)
      return <span className={sum === 0 ? 'sum-good' : 'sum-bad'}>{sum === 0 ? '平' : <Money fen={sum} />}</span>
    },
    text: (row) => row.lines.reduce((total, line) => total + line.amountFen, 0) / 100,
  },
]

/** The double-entry ledger. Its sum is shown, because it must be nothing. */
export function LedgerPage() {
  const summary = useQuery({ queryKey: ['money-summary'], queryFn: ({ signal }) => api.get<MoneySummary>('/money/summary', {}, signal), refetchInterval: 30_000 })
  const filters: Filter[] = [
    { kind: 'choice', name: 'account', label: '科目', choices: (summary.data?.accounts ?? []).map((account) => ({ value: account.account, label: account.accountText })) },
  ]
  return (
    <>
      <PageHead title="资金" note="复式记账：正数是手里的，负数是欠买家的或已经挣到的，合计永远是零。" />
      <Panel className="money-summary">
        {summary.isError && <Failed error={summary.error} again={() => void summary.refetch()} />}
        {summary.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
        {summary.data && (
          <>
            <dl>
              {summary.data.accounts.map((account) => (
                <div key={account.account}>
                  <dt>{account.accountText}</dt>
                  <dd>
                    <Money fen={account.balanceFen} />
                  </dd>
                </div>
              ))}
            </dl>
            <p className={summary.data.sumFen === 0 ? 'money-even' : 'money-odd'} role="status">
              <b>
                全部科目合计 <Money fen={summary.data.sumFen} />
              </b>
              {summary.data.sumFen === 0 ? '账是平的。' : '账不平，请立刻停下出款并联系技术人员。'}
            </p>
          </>
        )}
      </Panel>
      <CrudTable<LedgerEntry>
        id="ledger"
        name="资金流水"
        path="/money/ledger"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        emptyTitle="还没有资金往来"
        emptyHint="第一笔付款到账后会记在这里。"
      />
    </>
  )
}
