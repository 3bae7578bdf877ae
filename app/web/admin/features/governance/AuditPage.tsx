import { useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import type { AuditEntry, AuditVerdict, OperatorRow } from '../../../shared/api/shapes-office'
import { asProblem } from '../../../shared/api/problem'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import './governance.css'
import { ACTIONS } from './words'

const columns: Column<AuditEntry>[] = [
  { key: 'at', title: '时间', render: (row) => <When at={row.at} />, text: (row) => exactTime(row.at) },
  { key: 'operator', title: '谁', render: (row) => row.operatorName, text: (row) => row.operatorName },
  { key: 'action', title: '做了什么', render: (row) => row.actionText, text: (row) => row.actionText },
  { key: 'target', title: '对象', render: (row) => <span className="mono">{row.target}</span>, text: (row) => row.target },
  { key: 'reason', title: '理由', render: (row) => row.reason ?? <span className="muted">—</span>, text: (row) => row.reason ?? '' },
  { key: 'detail', title: '详情', width: 300, render: (row) => <span className="audit-detail" title={row.detail}>{row.detail}</span>, text: (row) => row.detail },
  { key: 'ip', title: '地址', optional: true, render: (row) => <span className="mono">{row.ip}</span>, text: (row) => row.ip },
]

/** The audit trail, and a check that nobody altered it. */
export function AuditPage() {
  const mayListOperators = useCan('operators.manage')
  const operators = useQuery({ queryKey: ['operators'], queryFn: () => api.get<{ items: OperatorRow[] }>('/operators'), enabled: mayListOperators })
  const verify = useMutation({ mutationFn: () => api.get<AuditVerdict>('/audit/verify') })
  const filters: Filter[] = [
    ...(mayListOperators
      ? [{ kind: 'select' as const, name: 'operatorId', label: '操作员', choices: (operators.data?.items ?? []).map((row) => ({ value: row.id, label: row.name })) }]
      : []),
    { kind: 'select', name: 'action', label: '做了什么', choices: ACTIONS },
    { kind: 'dates', name: 'from', until: 'to', label: '时间' },
  ]
  return (
    <>
      <PageHead
        title="审计"
        note="查看个人信息和每次改动都在这里，一行连着一行，改动或删去都会露出来。"
        actions={
          <Button loading={verify.isPending} onClick={() => verify.mutate()}>
            校验完整性
          </Button>
        }
      />
      {verify.data && <Verdict verdict={verify.data} />}
      {verify.isError && <Alert className="audit-verdict" type="error" showIcon title={asProblem(verify.error).detail} />}
      <CrudTable<AuditEntry>
        id="audit"
        name="审计"
        path="/audit"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        emptyTitle="还没有记录"
        emptyHint="有人查看或改动后会记在这里。"
      />
    </>
  )
}

function Verdict({ verdict }: { verdict: AuditVerdict }) {
  return verdict.intact ? (
    <Alert className="audit-verdict" type="success" showIcon title={`${verdict.entries.toLocaleString('zh-CN')} 条记录首尾相连，没有被改动过。`} />
  ) : (
    <Alert
      className="audit-verdict"
      type="error"
      showIcon
      title={`从这一条起对不上：${verdict.firstBrokenId ?? '未知'}`}
      description="它或它之前的记录被改动过。请保留现场，不要清理数据，并立即通知负责人。"
    />
  )
}
