import { Checkbox, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { TemplateView } from '../../../shared/api/shapes-promotion'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { memberIdsOf } from './coupon-draft'
import { useLevels } from './data'
import { countText } from './words'

const IDS_MAX = 10_000
type Whom = 'levels' | 'ids'

/** To whom, how many that are, and what happens when there are not enough coupons. */
export function GrantDialog({ template, close, keep }: { template: TemplateView; close: () => void; keep: (stored: TemplateView) => void }) {
  const levels = useLevels()
  const [name, setName] = useState(`${template.name}发放`)
  const [whom, setWhom] = useState<Whom>('levels')
  const [codes, setCodes] = useState<string[]>([])
  const [pasted, setPasted] = useState('')
  const { ids, wrong } = memberIdsOf(pasted)
  const items = levels.data?.items ?? []
  const count = whom === 'ids' ? ids.length : items.filter((level) => codes.includes(level.code)).reduce((sum, level) => sum + level.members, 0)
  const left = template.total - template.claimed
  const grant = useWrite({
    send: () => api.post<TemplateView>(`/coupon-templates/${template.id}/grants`, { name: name.trim(), levelCodes: whom === 'levels' ? codes : [], memberIds: whom === 'ids' ? ids : [] }),
    done: '开始发放，进度在下面',
    stale: ['coupons'],
    after: keep,
  })
  const tooMany = ids.length > IDS_MAX
  // No choice would mean all members to the server: that is said by ticking all levels.
  const isReady = name.trim() !== '' && count > 0 && !(whom === 'ids' && (wrong.length > 0 || tooMany))
  return (
    <Modal open title={`发放「${template.name}」`} okText={count ? `发给 ${countText(count)} 位会员` : '发放'} okButtonProps={{ disabled: !isReady }} confirmLoading={grant.isPending} onCancel={close} onOk={() => grant.mutate(undefined)}>
      <div className="bulk-rows">
        <Input aria-label="任务名称" maxLength={30} value={name} onChange={(event) => setName(event.target.value)} />
        <Radio.Group
          optionType="button"
          value={whom}
          options={[
            { value: 'levels', label: '按会员等级' },
            { value: 'ids', label: '指定会员' },
          ]}
          onChange={(event) => setWhom(event.target.value as Whom)}
        />
        {whom === 'levels' ? (
          <Checkbox.Group className="level-choice" value={codes} options={items.map((level) => ({ value: level.code, label: `${level.name}（${countText(level.members)} 人）` }))} onChange={setCodes} />
        ) : (
          <>
            <Input.TextArea aria-label="会员编号" autoSize={{ minRows: 4, maxRows: 10 }} placeholder="贴入会员编号，一行一个，或用逗号隔开" value={pasted} onChange={(event) => setPasted(event.target.value)} />
            {wrong.length > 0 && <p className="field-problem">{`${wrong.length} 个不是会员编号，比如“${(wrong[0] as string).slice(0, 20)}”`}</p>}
            {tooMany && <p className="field-problem">一次最多 {countText(IDS_MAX)} 位会员</p>}
          </>
        )}
      </div>
      <ul className="effects">
        <li>每位会员 1 张，已领满 {template.perMemberMax} 张的会跳过</li>
        <li className={count > left ? 'below-cost' : ''}>
          还剩 {countText(left)} 张{count > left && `，不够发给 ${countText(count)} 位，后面的会跳过`}
        </li>
        <li>发出去的券不会自动收回</li>
      </ul>
    </Modal>
  )
}
