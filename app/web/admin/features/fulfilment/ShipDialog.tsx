import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, InputNumber, Modal, Progress, Select } from 'antd'
import { useState } from 'react'
import { asProblem } from '../../../shared/api/problem'
import type { Fulfilment, ShipResult } from '../../../shared/api/shapes'
import { api } from '../../shared/session'
import { GoodsCell, orderNumber } from '../../shared/ui/bits'
import { useCouriers } from './couriers'
import { usePrintLabels } from './labels'
import { inBatches, remainingUnits, SHIP_BATCH, shipItem } from './words'

interface Props {
  rows: Fulfilment[]
  close: (shipped: boolean) => void
}

/** Choose couriers, ship with progress, see each result, print what came out. */
export function ShipDialog({ rows, close }: Props) {
  const queries = useQueryClient()
  const couriers = useCouriers()
  const labels = usePrintLabels()
  const [courierOf, setCourierOf] = useState<Record<string, string>>(() => Object.fromEntries(rows.map((row) => [row.id, row.suggestedCourier.code])))
  const [partial, setPartial] = useState<Record<string, number> | null>(null)
  const [results, setResults] = useState<Record<string, ShipResult>>({})
  const [running, setRunning] = useState(false)
  const [single] = rows.length === 1 ? rows : []
  const told = Object.values(results)
  const parcels = told.flatMap((result) => (result.parcel ? [result.parcel] : []))
  const refused = rows.filter((row) => results[row.id]?.problem)
  const options = (couriers.data?.items ?? []).map((courier) => ({ value: courier.code, label: courier.name }))

  const run = async (targets: Fulfilment[]): Promise<void> => {
    setRunning(true)
    for (const batch of inBatches(targets, SHIP_BATCH)) {
      const items = batch.map((row) => shipItem(row, courierOf[row.id] ?? row.suggestedCourier.code, rows.length === 1 ? partial : null))
      let answers: ShipResult[]
      try {
        answers = (await api.post<{ items: ShipResult[] }>('/fulfilments/ship', { items })).items
      } catch (error) {
        const problem = asProblem(error)
        answers = batch.map((row) => ({ fulfilmentId: row.id, parcel: null, problem: { code: problem.code, message: problem.detail } }))
      }
      setResults((now) => ({ ...now, ...Object.fromEntries(answers.map((answer) => [answer.fulfilmentId, answer])) }))
    }
    setRunning(false)
    for (const root of ['fulfilments', 'attention', 'orders', 'order', 'dashboard']) void queries.invalidateQueries({ queryKey: [root] })
  }
  const started = running || told.length > 0
  const units = single && partial ? Object.values(partial).reduce((sum, quantity) => sum + quantity, 0) : rows.reduce((sum, row) => sum + remainingUnits(row), 0)

  return (
    <Modal
      open
      width={720}
      title={started ? '发货结果' : `发货 ${rows.length} 单，共 ${units} 件`}
      mask={{ closable: false }}
      closable={!running}
      onCancel={() => close(parcels.length > 0)}
      footer={
        started ? (
          <>
            {refused.length > 0 && (
              <Button disabled={running} onClick={() => void run(refused)}>
                重试没成的 {refused.length} 单
              </Button>
            )}
            <Button type="primary" disabled={running || parcels.length === 0} loading={labels.busy} onClick={() => void labels.print(parcels)}>
              打印 {parcels.length} 张面单
            </Button>
            <Button disabled={running} onClick={() => close(parcels.length > 0)}>
              完成
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => close(false)}>先不发</Button>
            <Button type="primary" disabled={units === 0} onClick={() => void run(rows)}>
              向快递下单并出面单
            </Button>
          </>
        )
      }
    >
      {started ? (
        <>
          <Progress percent={Math.round((told.length / rows.length) * 100)} status={running ? 'active' : refused.length ? 'exception' : 'success'} format={() => `${told.length}/${rows.length}`} />
          {refused.length > 0 && !running && <Alert type="warning" showIcon title={`${parcels.length} 单已下单，${refused.length} 单没有成功，原因见下。没成的不会占用运单号，可以换个快递再试。`} />}
        </>
      ) : (
        rows.length > 1 && (
          <label className="ship-all">
            全部改用
            <Select aria-label="全部改用" placeholder="各按建议" options={options} onChange={(code: string) => setCourierOf(Object.fromEntries(rows.map((row) => [row.id, code])))} />
          </label>
        )
      )}
      <ul className="ship-list">
        {rows.map((row) => (
          <li key={row.id}>
            <span className="ship-goods">
              <GoodsCell imageUrl={row.lines[0]?.imageUrl ?? null} title={row.lines[0]?.title ?? ''} note={`${orderNumber(row.orderNumber)} · ${row.receiverMasked} · ${row.region}`} />
            </span>
            {results[row.id] ? (
              <Outcome result={results[row.id] as ShipResult} />
            ) : running ? (
              <span className="muted">排队中…</span>
            ) : (
              <span className="ship-courier">
                <Select aria-label={`${row.orderNumber}的快递`} value={courierOf[row.id] ?? null} options={options} onChange={(code: string) => setCourierOf({ ...courierOf, [row.id]: code })} />
                <small>{courierOf[row.id] === row.suggestedCourier.code ? `建议：${row.suggestedCourier.reason}` : `建议的是${row.suggestedCourier.name}`}</small>
              </span>
            )}
          </li>
        ))}
      </ul>
      {single && !started && remainingUnits(single) > 1 && <PartialChoice row={single} partial={partial} setPartial={setPartial} />}
    </Modal>
  )
}

function Outcome({ result }: { result: ShipResult }) {
  if (result.problem) return <span className="ship-outcome ship-refused">{result.problem.message}</span>
  return (
    <span className="ship-outcome">
      {result.parcel?.courierName} <span className="mono">{result.parcel?.trackingNumber ?? '已下单，等运单号'}</span>
    </span>
  )
}

function PartialChoice(props: { row: Fulfilment; partial: Record<string, number> | null; setPartial: (partial: Record<string, number> | null) => void }) {
  const { row, partial, setPartial } = props
  if (!partial)
    return (
      <Button type="link" className="ship-split" onClick={() => setPartial(Object.fromEntries(row.lines.map((line) => [line.lineId, line.remaining])))}>
        分成几个包裹发
      </Button>
    )
  return (
    <div className="ship-partial">
      <p>这个包裹里装：</p>
      {row.lines.filter((line) => line.remaining > 0).map((line) => (
        <label key={line.lineId}>
          <GoodsCell imageUrl={line.imageUrl} title={line.title} note={`${line.optionText} 待发 ${line.remaining} 件`} size={36} />
          <InputNumber min={0} max={line.remaining} precision={0} value={partial[line.lineId] ?? 0} onChange={(value) => setPartial({ ...partial, [line.lineId]: value ?? 0 })} />
        </label>
      ))}
    </div>
  )
}
