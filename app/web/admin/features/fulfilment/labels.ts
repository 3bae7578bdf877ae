import { App } from 'antd'
import { useState } from 'react'
import { asProblem } from '../../../shared/api/problem'
import type { Parcel } from '../../../shared/api/shapes'
import { download } from '../../shared/table/csv'
import { api } from '../../shared/session'
import { hasLabel } from './words'

/** Prints labels of several parcels as one PDF: opened in a tab, or downloaded where tabs are blocked. */
export function usePrintLabels() {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const print = async (parcels: Parcel[]): Promise<void> => {
    const ready = parcels.filter(hasLabel)
    if (ready.length === 0) {
      void message.warning('这些包裹还没有面单，出单后再打印')
      return
    }
    // The tab must open with the click itself, or the browser holds it for an advertisement.
    const tab = window.open('', '_blank')
    setBusy(true)
    try {
      const pdf = await api.postForBlob('/labels', { parcelIds: ready.map((parcel) => parcel.id) })
      if (tab) {
        const url = URL.createObjectURL(pdf)
        tab.location.href = url
        setTimeout(() => URL.revokeObjectURL(url), 600_000)
      } else download(`面单-${ready.length}张.pdf`, pdf)
      void message.success(`${ready.length} 张面单已打开${parcels.length > ready.length ? `，另有 ${parcels.length - ready.length} 个包裹还没有面单` : ''}`)
    } catch (error) {
      tab?.close()
      void message.error(asProblem(error).detail)
    } finally {
      setBusy(false)
    }
  }
  return { print, busy }
}
