import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import type { Parcel } from '../../../shared/api/shapes'
import { StateTag } from '../../shared/ui/bits'
import { usePrintLabels } from './labels'
import { ParcelDrawer } from './ParcelDrawer'
import { hasLabel } from './words'

/** The parcels of a fulfilment: state, number, and the way to their journey and label. */
export function ParcelStrip({ parcels }: { parcels: Parcel[] }) {
  const [open, setOpen] = useState<Parcel | null>(null)
  const labels = usePrintLabels()
  return (
    <span className="parcel-strip">
      {parcels.map((parcel) => (
        <span key={parcel.id} className="parcel-chip">
          <StateTag state={parcel.state} text={parcel.stateText} />
          <button type="button" onClick={() => setOpen(parcel)}>
            {parcel.courierName} <span className="mono">{parcel.trackingNumber ?? '等待运单号'}</span>
          </button>
          {hasLabel(parcel) && (
            <Button type="text" size="small" icon={<PrinterOutlined />} aria-label="打印面单" loading={labels.busy} onClick={() => void labels.print([parcel])} />
          )}
        </span>
      ))}
      {open && <ParcelDrawer parcel={open} close={() => setOpen(null)} />}
    </span>
  )
}
