import { Alert, Modal, Table } from 'antd'
import { Link } from 'react-router'
import type { TransferPreview } from '../../../shared/api/shapes-community'
import { Empty } from '../../shared/ui/page'
import { blockedText, previewText } from './transfer-words'
import { countText } from './words'

interface Props {
  preview: TransferPreview
  from: string
  to: string
  pending: boolean
  close: () => void
  go: () => void
}

const PAGE_ROWS = 8

/** Who would go, and who stays and why, before anything is done. */
export function TransferPreviewDialog({ preview, from, to, pending, close, go }: Props) {
  const blocked = blockedText(preview)
  const hidden = preview.protectedCount - preview.protected.length
  return (
    <Modal
      open
      width={640}
      title={`${from} → ${to}`}
      okText={blocked ? '开始接替' : `接替 ${countText(preview.free)} 位客户`}
      cancelText="返回修改"
      okButtonProps={{ disabled: blocked !== null, loading: pending }}
      onOk={go}
      onCancel={close}
    >
      <p className="preview-sum">
        <strong>{previewText(preview)}</strong>
      </p>
      {blocked && <Alert type="warning" showIcon title={blocked} />}
      {preview.protectedCount > 0 ? (
        <Table<TransferPreview['protected'][number]>
          size="small"
          rowKey="contactId"
          aria-label="留下的客户"
          dataSource={preview.protected}
          pagination={preview.protected.length > PAGE_ROWS ? { pageSize: PAGE_ROWS, showSizeChanger: false, size: 'small' } : false}
          columns={[
            {
              title: '留下的客户',
              width: '45%',
              render: (_, row) => (
                <Link to={`/contacts/${encodeURIComponent(row.contactId)}`} target="_blank">
                  {row.name}
                </Link>
              ),
            },
            { title: '原因', render: (_, row) => row.why },
          ]}
        />
      ) : (
        preview.free === 0 && <Empty title="这位导购没有客户" hint="没有好友关系的客户不用接替。" />
      )}
      {hidden > 0 && <p className="muted small">只列出前 {countText(preview.protected.length)} 位，另有 {countText(hidden)} 位也留下。</p>}
    </Modal>
  )
}
