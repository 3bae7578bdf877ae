import { Button, Input, Radio, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { Field, ProblemsProvider } from '../../shared/form/Field'
import { useCan } from '../../shared/permission'
import { Failed, PageSkeleton, Panel } from '../../shared/ui/page'
import { CustomerPick } from './CustomerPick'
import { useGuides } from './data'
import { REASON_MAX, WORDS_MAX, type TransferDraft } from './transfer-words'
import { TransferPreviewDialog } from './TransferPreviewDialog'
import { useTransferStart } from './useTransferStart'
import { countText, cut, lengthOf } from './words'

type Rest = Pick<TransferDraft, 'picked' | 'words' | 'reason'>

/** Counted in characters, as the server counts. */
const counted = (max: number) => ({ show: true, max, strategy: lengthOf, exceedFormatter: (text: string) => cut(text, max) })

/** Customers of a guide who stays go to another. Both guides stand in the address. */
export function OnJobTab() {
  const [params, setParams] = useSearchParams()
  const guides = useGuides()
  const mayWrite = useCan('community.write')
  const [rest, setRest] = useState<Rest>({ picked: null, words: '', reason: '' })
  const handover = params.get('from')
  const takeover = params.get('to')
  const draft = useMemo<TransferDraft>(() => ({ ...rest, handover, takeover }), [rest, handover, takeover])
  const nameOf = (userId: string | null): string => guides.data?.find((guide) => guide.userId === userId)?.name ?? userId ?? ''
  const flow = useTransferStart(draft, false, nameOf)
  if (guides.isError && !guides.data) return <Failed error={guides.error} again={() => void guides.refetch()} />
  if (!guides.data) return <PageSkeleton />
  const put = (patch: Partial<Rest>): void => setRest((now) => ({ ...now, ...patch }))
  const say = (name: 'from' | 'to', userId: string | undefined): void => {
    const next = new URLSearchParams(params)
    if (userId) next.set(name, userId)
    else next.delete(name)
    setParams(next, { replace: true })
    if (name === 'from') put({ picked: rest.picked === null ? null : [] })
  }
  const working = guides.data.filter((guide) => guide.isActive && guide.hasContacts)
  const options = working.map((guide) => ({ value: guide.userId, label: `${guide.name}（${countText(guide.contacts)} 位客户）`, name: guide.name }))
  const chooser = (name: 'from' | 'to', label: string, value: string | null, other: string | null) => (
    <Select<string>
      aria-label={label}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder="选择导购"
      notFoundContent="没有可选的导购"
      value={value}
      options={options.filter((option) => option.value !== other)}
      onChange={(userId?: string) => say(name, userId)}
    />
  )
  return (
    <ProblemsProvider value={flow.problems}>
      <Panel>
        <p className="muted transfer-lead">客户会收到企业微信的通知，24 小时内可以拒绝；不拒绝就自动成为接替导购的好友。聊天记录不会带过去。</p>
        <div className="transfer-pair">
          <Field path="handover" label="原导购" required>
            {chooser('from', '原导购', handover, takeover)}
          </Field>
          <Field path="takeover" label="接替的导购" required>
            {chooser('to', '接替的导购', takeover, handover)}
          </Field>
        </div>
        <Field path="contactIds" label="哪些客户">
          <Radio.Group
            optionType="button"
            options={[
              { value: 'all', label: '全部客户' },
              { value: 'some', label: '挑选一部分' },
            ]}
            value={rest.picked === null ? 'all' : 'some'}
            onChange={(event) => put({ picked: event.target.value === 'all' ? null : [] })}
          />
          {rest.picked !== null &&
            (handover ? <CustomerPick key={handover} guide={handover} picked={rest.picked} choose={(picked) => put({ picked })} /> : <p className="muted pick">先选择原导购。</p>)}
        </Field>
        <Field path="words" label="给客户的话" className="counted" hint="由企业微信转告客户。不填就用企业微信自己的说法。">
          <Input.TextArea aria-label="给客户的话" autoSize={{ minRows: 2, maxRows: 6 }} count={counted(WORDS_MAX)} placeholder="如 您好，以后由我的同事为您服务" value={rest.words} onChange={(event) => put({ words: event.target.value })} />
        </Field>
        <Field path="reason" label="原因" required className="counted" hint="只记在店铺里，客户看不到。">
          <Input aria-label="原因" count={counted(REASON_MAX)} placeholder="如 调到杭州二店" value={rest.reason} onChange={(event) => put({ reason: event.target.value })} />
        </Field>
        <div className="transfer-go">
          <Button type="primary" disabled={!mayWrite} loading={flow.isLooking} onClick={flow.look}>
            预览接替
          </Button>
          <span className="muted">{mayWrite ? '先看谁可以接替、谁留下，再决定是否开始。' : '您没有修改客户的权限。'}</span>
        </div>
      </Panel>
      {flow.preview && <TransferPreviewDialog preview={flow.preview} from={nameOf(handover)} to={nameOf(takeover)} pending={flow.isStarting} close={flow.close} go={flow.ask} />}
    </ProblemsProvider>
  )
}
