import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select, Switch } from 'antd'
import { useNavigate } from 'react-router'
import type { LiveCode } from '../../../shared/api/shapes-community'
import { EditorFrame, useEditor } from '../../shared/form/editor'
import { Field } from '../../shared/form/Field'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag } from '../../shared/ui/bits'
import { PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { cardProblemPlace } from './card-words'
import { CardFields } from './CardFields'
import { CardPreview } from './CardPreview'
import { useCorpTags, useGuides } from './data'
import { useCoupons } from './live-code-data'
import { bodyOf, checkCode, CODE_TAGS_MAX, CODE_TEXT, CODE_TONE, DAILY_MAX, isOver, WELCOME_MAX, type LiveCodeDraft } from './live-code-words'
import { ShiftFields } from './ShiftFields'
import { guideText, lengthOf, tagOptions } from './words'

const FIELDS = /^(name|welcome|shifts|spareUserIds|dailyMax|tagIds|templateId)\b/
const placeOf = (field: string): string | null => cardProblemPlace(field) ?? FIELDS.exec(field)?.[1] ?? null

/** Form left, what a new contact sees right. */
export function LiveCodeEditor({ code, saved, reload }: { code: LiveCode | null; saved: LiveCodeDraft; reload: () => void }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const mayWrite = useCan('community.write') && !(code && isOver(code))
  const state = useDraft<LiveCodeDraft>(`live-code.${code?.id ?? 'new'}`, code?.version ?? 0, saved)
  const { draft, change, dirty } = state
  const editor = useEditor({ state, saved, found: checkCode(draft), placeOf, changedCode: 'community.live_code_changed' })
  const guides = (useGuides().data ?? []).map((guide) => ({ value: guide.userId, label: guideText(guide) }))
  const tags = useCorpTags()
  const coupons = useCoupons()
  const coupon = draft.templateId === null ? null : (coupons.data?.find((one) => one.id === draft.templateId)?.name ?? '已选的优惠券')
  const choices = (coupons.data ?? []).map((one) => ({ value: one.id, label: one.name }))
  if (draft.templateId !== null && coupon !== null && !choices.some((one) => one.value === draft.templateId)) choices.push({ value: draft.templateId, label: `${coupon}（现在不能发）` })
  const save = useWrite<void, LiveCode>({
    send: () => (code ? api.put<LiveCode>(`/wecom/live-codes/${code.id}`, { ...bodyOf(draft), version: code.version }) : api.post<LiveCode>('/wecom/live-codes', bodyOf(draft))),
    done: code ? '已保存' : '已新建，正在生成二维码',
    stale: ['live-codes'],
    after: (stored) => {
      state.reset(saved)
      queries.setQueryData(['live-code', stored.id], stored)
      void navigate('/live-codes')
    },
    onProblem: editor.onProblem,
  })
  return (
    <EditorFrame
      editor={editor}
      mayWrite={mayWrite}
      head={<PageHead back={{ to: '/live-codes', text: '渠道活码' }} title={code ? draft.name || '未命名活码' : '新建活码'} note={code && <StateTag state={CODE_TONE[code.state]} text={CODE_TEXT[code.state]} />} />}
      what="这个活码"
      reload={reload}
      side={
        <Panel title="新客户看到的">
          <div className="code-phone">
            {draft.welcome.trim() && <p>{draft.welcome.trim()}</p>}
            {draft.hasCard && <CardPreview card={draft.card} />}
            {coupon && <p>优惠券：{coupon}</p>}
            {!draft.welcome.trim() && !coupon && !draft.hasCard && <span className="muted">没有欢迎语和卡片，也不送券</span>}
          </div>
        </Panel>
      }
      bar={
        <Button type="primary" disabled={code !== null && !dirty && code.state !== 'failed'} loading={save.isPending} onClick={() => editor.isRight() && save.mutate()}>
          {code?.state === 'failed' ? '保存并再试一次' : code ? '保存' : '新建'}
        </Button>
      }
    >
      <Panel title="谁来接待">
        <Field path="name" label="名称" required>
          <Input value={draft.name} placeholder="如 门店收银台" count={{ show: true, max: 20, strategy: lengthOf }} onChange={(event) => change({ name: event.target.value })} />
        </Field>
        <ShiftFields shifts={draft.shifts} guides={guides} change={(shifts) => change({ shifts })} />
        <Field path="spareUserIds" label="备用导购" hint="没有人当值，或当值的都到了每日上限时，由他们接待。">
          <Select<string[]> mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={guides} value={draft.spareUserIds} onChange={(spareUserIds) => change({ spareUserIds })} />
        </Field>
        <Field path="dailyMax" label="每位导购每天的上限">
          <Switch checked={draft.limited} aria-label="限制每天新增" onChange={(limited) => change({ limited })} />{' '}
          {draft.limited && <InputNumber<number> min={1} max={DAILY_MAX} precision={0} suffix="位" value={draft.dailyMax} onChange={(dailyMax) => change({ dailyMax })} />}
        </Field>
        <Field path="skipVerify" label="无需验证直接通过">
          <Switch checked={draft.skipVerify} aria-label="无需验证直接通过" onChange={(skipVerify) => change({ skipVerify })} />
        </Field>
      </Panel>
      <Panel title="新客户得到什么">
        <Field path="tagIds" label="标签">
          <Select<string[]> mode="multiple" maxCount={CODE_TAGS_MAX} showSearch={{ optionFilterProp: 'label' }} options={tagOptions(tags.data ?? [], [])} value={draft.tagIds} onChange={(tagIds) => change({ tagIds })} />
        </Field>
        <Field path="welcome" label="欢迎语" hint="不填就不发。">
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} count={{ show: true, max: WELCOME_MAX, strategy: lengthOf }} value={draft.welcome} onChange={(event) => change({ welcome: event.target.value })} />
        </Field>
        <Field path="templateId" label="优惠券" hint="只能选已发布的优惠券。">
          <Select<string> allowClear placeholder="不送券" loading={coupons.isFetching} options={choices} value={draft.templateId} onChange={(templateId) => change({ templateId: templateId ?? null })} />
        </Field>
        <CardFields has={draft.hasCard} card={draft.card} locked={!mayWrite} onSwitch={(hasCard) => change({ hasCard })} onChange={(card) => change({ card })} />
      </Panel>
    </EditorFrame>
  )
}
