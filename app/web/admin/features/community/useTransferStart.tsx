import { App } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Problem } from '../../../shared/api/problem'
import type { TransferPreview, TransferView } from '../../../shared/api/shapes-community'
import type { FieldProblems } from '../../shared/form/Field'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { checkTransfer, confirmText, startOf, totalOf, transferProblemPlace, whoOf, type TransferDraft } from './transfer-words'
import { countText } from './words'

const STALE = ['transfers', 'wecom-unassigned', 'wecom-contacts']

/**
 * From a form to a transfer that has begun: checked here, looked at by the server, asked once more in numbers, started.
 * A refusal that names a field stands there until the draft is changed.
 */
export function useTransferStart(draft: TransferDraft, hasLeft: boolean, nameOf: (userId: string) => string) {
  const { modal } = App.useApp()
  const navigate = useNavigate()
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<{ draft: TransferDraft; problems: FieldProblems } | null>(null)
  const [preview, setPreview] = useState<TransferPreview | null>(null)
  const found = checkTransfer(draft)
  const onProblem = (problem: Problem): boolean => {
    const place = transferProblemPlace(problem.field)
    if (place === null) return false
    setPreview(null)
    setRefused({ draft, problems: { [place]: problem.detail } })
    return true
  }
  const look = useWrite({ send: () => api.post<TransferPreview>('/wecom/transfers/preview', whoOf(draft, hasLeft)), after: setPreview, onProblem })
  const start = useWrite({
    send: () => api.post<TransferView>('/wecom/transfers', startOf(draft, hasLeft)),
    done: (view) => `已开始接替 ${countText(totalOf(view.counts))} 位客户`,
    stale: STALE,
    after: (view) => void navigate(`/transfers/${view.id}`),
    onProblem,
  })
  return {
    problems: { ...(tried ? found : {}), ...(refused?.draft === draft ? refused.problems : {}) },
    preview,
    isLooking: look.isPending,
    isStarting: start.isPending,
    look: (): void => {
      const isWhole = Object.keys(found).length === 0
      setTried(!isWhole)
      if (isWhole) look.mutate(undefined)
    },
    close: (): void => setPreview(null),
    ask: (): void =>
      void modal.confirm({
        title: '开始接替',
        content: preview && confirmText(preview, nameOf(draft.takeover ?? '')),
        okText: '开始接替',
        cancelText: '先不',
        onOk: () => start.mutate(undefined),
      }),
  }
}
