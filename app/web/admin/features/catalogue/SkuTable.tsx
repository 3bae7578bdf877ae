import { Button, Input, InputNumber, Popover, Select, Switch } from 'antd'
import { useState, type ReactNode } from 'react'
import type { SkuIn } from '../../../shared/api/shapes-goods'
import { MoneyInput } from '../../shared/ui/MoneyInput'
import { useFieldProblem, useProblemIn } from '../../shared/form/Field'
import { fill, fillCodes, LIMIT_PER_ORDER_MAX, type SkuPatch } from './sku-matrix'
import type { DraftState } from './draft'

/** Columns that most people leave alone; they open by themselves when a problem lies in them. */
const RARE_FIELDS = /\.(costFen|barcode|volumeCm3)$/

/** One row per SKU; what most rows share is filled in one go. */
export function SkuTable({ draft, change }: Pick<DraftState, 'draft' | 'change'>) {
  const { skus, options } = draft
  const problem = useFieldProblem('skus')
  const [asked, setAsked] = useState(false)
  const rare = useProblemIn(RARE_FIELDS)
  const wide = asked || rare
  const pictures = picturesOf(draft)
  const named = options.filter((option) => option.values.length > 0)
  const put = (place: number, patch: Partial<SkuIn>): void => change({ skus: skus.map((sku, at) => (at === place ? { ...sku, ...patch } : sku)) })
  return (
    <div className="sku-block" data-field="skus">
      <div className="bulk-tools">
        {skus.length > 1 && <BulkFill draft={draft} change={change} />}
        <Button size="small" type="text" onClick={() => setAsked(!wide)}>
          {wide ? '收起成本、条码、体积' : '填写成本、条码、体积'}
        </Button>
      </div>
      {problem && <p className="field-problem">{problem}</p>}
      <div className="sku-scroll">
        <table className="sku-table">
          <thead>
            <tr>
              {named.map((option, place) => (
                <th key={place}>{option.name || `规格 ${place + 1}`}</th>
              ))}
              <th>售价</th>
              <th>划线价</th>
              <th>编码</th>
              <th>重量 g</th>
              {wide && (
                <>
                  <th>成本价</th>
                  <th>条码</th>
                  <th>体积 cm³</th>
                </>
              )}
              <th>每单限购</th>
              {pictures.length > 0 && <th>图片</th>}
              <th>启用</th>
            </tr>
          </thead>
          <tbody>
            {skus.map((sku, place) => (
              <tr key={sku.optionValues.join('\u0000')} className={sku.enabled ? '' : 'sku-off'}>
                {named.map((_, at) => (
                  <th key={at} scope="row">
                    {sku.optionValues[at]}
                  </th>
                ))}
                <Cells sku={sku} place={place} put={(patch) => put(place, patch)} pictures={pictures} wide={wide} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

interface CellsProps {
  sku: SkuIn
  place: number
  put: (patch: Partial<SkuIn>) => void
  pictures: Picture[]
  wide: boolean
}

function Cells({ sku, place, put, pictures, wide }: CellsProps) {
  const at = (name: keyof SkuIn): string => `skus[${place}].${name}`
  const number = (name: 'weightG' | 'volumeCm3' | 'limitPerOrder', label: string, max: number) => (
    <Cell path={at(name)}>
      {(invalid) => (
        <InputNumber
          aria-label={label}
          controls={false}
          min={0}
          max={max}
          precision={0}
          placeholder={name === 'limitPerOrder' ? '不限' : ''}
          status={invalid ? 'error' : ''}
          value={name === 'limitPerOrder' && sku[name] === LIMIT_PER_ORDER_MAX ? null : sku[name] || null}
          onChange={(value) => put({ [name]: value || (name === 'limitPerOrder' ? LIMIT_PER_ORDER_MAX : 0) })}
        />
      )}
    </Cell>
  )
  return (
    <>
      <Cell path={at('priceFen')}>{(invalid) => <MoneyInput label="售价" fen={sku.priceFen} invalid={invalid} onChange={(fen) => put({ priceFen: fen ?? 0 })} />}</Cell>
      <Cell path={at('marketPriceFen')}>
        {(invalid) => <MoneyInput label="划线价" optional fen={sku.marketPriceFen} invalid={invalid} onChange={(fen) => put({ marketPriceFen: fen })} />}
      </Cell>
      <Cell path={at('code')}>
        {(invalid) => (
          <Input className="sku-code" aria-label="编码" maxLength={40} status={invalid ? 'error' : ''} value={sku.code} onChange={(event) => put({ code: event.target.value.trim() })} />
        )}
      </Cell>
      {number('weightG', '重量，克', 1_000_000)}
      {wide && (
        <>
          <Cell path={at('costFen')}>
            {(invalid) => <MoneyInput label="成本价" optional fen={sku.costFen} invalid={invalid} onChange={(fen) => put({ costFen: fen })} />}
          </Cell>
          <Cell path={at('barcode')}>
            {(invalid) => (
              <Input
                className="sku-code"
                aria-label="条码"
                maxLength={32}
                status={invalid ? 'error' : ''}
                value={sku.barcode ?? ''}
                onChange={(event) => put({ barcode: event.target.value.trim() || null })}
              />
            )}
          </Cell>
          {number('volumeCm3', '体积，立方厘米', 10_000_000)}
        </>
      )}
      {number('limitPerOrder', '每单限购件数', LIMIT_PER_ORDER_MAX)}
      {pictures.length > 0 && (
        <Cell path={at('mediaId')}>
          {() => (
            <Select
              className="sku-picture"
              aria-label="规格图片"
              allowClear
              placeholder="封面"
              value={sku.mediaId}
              options={pictures.map(({ mediaId, url, name }) => ({ value: mediaId, label: <PictureOption url={url} name={name} /> }))}
              onChange={(mediaId: string | null) => put({ mediaId: mediaId ?? null })}
            />
          )}
        </Cell>
      )}
      <td>
        <Switch size="small" aria-label="启用" checked={sku.enabled} onChange={(enabled) => put({ enabled })} />
      </td>
    </>
  )
}

interface Picture {
  mediaId: string
  url: string
  name: string
}

/** The main pictures by their place, then those that belong to SKUs alone. */
function picturesOf({ media, skuPictures = {} }: DraftState['draft']): Picture[] {
  const main = media.filter((item) => item.kind === 'image').map((item, index) => ({ mediaId: item.mediaId, url: item.url, name: String(index + 1) }))
  const own = Object.entries(skuPictures).filter(([mediaId]) => !main.some((item) => item.mediaId === mediaId))
  return [...main, ...own.map(([mediaId, url]) => ({ mediaId, url, name: '专图' }))]
}

const PictureOption = ({ url, name }: { url: string; name: string }) => (
  <span className="sku-picture-option">
    <img src={url} alt="" width={24} height={24} /> {name}
  </span>
)

function Cell({ path, children }: { path: string; children: (invalid: boolean) => ReactNode }) {
  const problem = useFieldProblem(path)
  return (
    <td data-field={path}>
      {children(problem !== undefined)}
      {problem && <small className="field-problem">{problem}</small>}
    </td>
  )
}

function BulkFill({ draft, change }: Pick<DraftState, 'draft' | 'change'>) {
  const { skus, options } = draft
  const [open, setOpen] = useState(false)
  const [patch, setPatch] = useState<SkuPatch>({})
  const [only, setOnly] = useState<string | null>(null)
  const targets = options.flatMap((option, place) => option.values.map((value) => ({ value: JSON.stringify({ option: place, value }), label: `${option.name || '规格'}：${value}` })))
  const apply = (): void => {
    change({ skus: fill(skus, patch, only ? (JSON.parse(only) as { option: number; value: string }) : undefined) })
    setPatch({})
    setOpen(false)
  }
  const form = (
    <div className="bulk-form">
      <Select aria-label="填到哪些规格" allowClear placeholder={`全部 ${skus.length} 个规格`} value={only} options={targets} onChange={(value: string | null) => setOnly(value ?? null)} />
      <MoneyInput label="售价" placeholder="售价" fen={patch.priceFen ?? null} optional onChange={(fen) => setPatch(fen === null ? { ...patch, priceFen: undefined } : { ...patch, priceFen: fen })} />
      <MoneyInput label="划线价" placeholder="划线价" fen={patch.marketPriceFen ?? null} optional onChange={(fen) => setPatch({ ...patch, marketPriceFen: fen })} />
      <InputNumber aria-label="重量" suffix="g" placeholder="重量" min={0} precision={0} value={patch.weightG ?? null} onChange={(value) => setPatch({ ...patch, weightG: value ?? undefined })} />
      <Button type="primary" onClick={apply} disabled={Object.values(patch).every((value) => value === undefined)}>
        填入
      </Button>
    </div>
  )
  return (
    <>
      <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" title="批量填写：售价、划线价、重量" content={form}>
        <Button size="small">批量填写</Button>
      </Popover>
      <Button size="small" onClick={() => change({ skus: fillCodes(skus, draft.title ? `NH${Date.now().toString(36).slice(-5).toUpperCase()}` : 'NH') })} disabled={skus.every((sku) => sku.code)}>
        给空的编码编号
      </Button>
    </>
  )
}
