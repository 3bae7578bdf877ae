import { Input, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import type { Unassigned } from '../../../shared/api/shapes-community'
import { Field, ProblemsProvider } from '../../shared/form/Field'
import { useGuides } from './data'
import { REASON_MAX, type TransferDraft } from './transfer-words'
import { TransferPreviewDialog } from './TransferPreviewDialog'
import { useTransferStart } from './useTransferStart'
import { countText, cut, lengthOf } from './words'

/** All customers of a guide who has left go to one who works. */
export function AssignDialog({ from, close }: { from: Unassigned; close: () => void }) {
  const guides = useGuides()
  const [takeover, setTakeover] = useState<string | null>(null)
  const [reason, setReason] = useState('离职')
  const draft = useMemo<TransferDraft>(() => ({ handover: from.userId, takeover, picked: null, words: '', reason }), [from.userId, takeover, reason])
  const nameOf = (userId: string | null): string => guides.data?.find((guide) => guide.userId === userId)?.name ?? userId ?? ''
  const flow = useTransferStart(draft, true, nameOf)
  const options = (guides.data ?? []).filter((guide) => guide.isActive && guide.hasContacts && guide.userId !== from.userId).map((guide) => ({ value: guide.userId, label: `${guide.name}（${countText(guide.contacts)} 位客户）` }))
  return (
    <ProblemsProvider value={flow.problems}>
      <Modal open={flow.preview === null} title={`分配${from.name}的 ${countText(from.contacts)} 位客户`} okText="预览接替" cancelText="先不" okButtonProps={{ loading: flow.isLooking }} onOk={flow.look} onCancel={close}>
        <p className="muted">保护规则不管离职的导购；90 天内已经接替过两次的客户，企业微信不再允许。</p>
        <Field path="takeover" label="接替的导购" required>
          <Select<string>
            aria-label="接替的导购"
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            placeholder="选择导购"
            loading={guides.isPending}
            notFoundContent={guides.isError ? '导购名单没有加载出来' : '没有可选的导购'}
            value={takeover}
            options={options}
            onChange={setTakeover}
          />
        </Field>
        <Field path="reason" label="原因" required className="counted" hint="只记在店铺里，客户看不到。">
          <Input aria-label="原因" count={{ show: true, max: REASON_MAX, strategy: lengthOf, exceedFormatter: (text) => cut(text, REASON_MAX) }} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </Modal>
      {flow.preview && <TransferPreviewDialog preview={flow.preview} from={from.name} to={nameOf(takeover)} pending={flow.isStarting} close={flow.close} go={flow.ask} />}
    </ProblemsProvider>
  )
}
