import { Alert, Form, Input, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import type { TagLinkView } from '../../../shared/api/shapes-community'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { useCorpTags } from './data'
import { useShopTags } from './tag-link-data'
import { shopTagChoices } from './tag-link-words'
import { lengthOf, tagOptions } from './words'

const GROUP_MAX = 15
const GROUP = '商城标签'

type Direction = TagLinkView['direction']

/** A tag of the shop goes to WeCom, or one of WeCom comes to the shop. */
export function TagLinkDialog({ links, close }: { links: readonly TagLinkView[]; close: () => void }) {
  const [direction, setDirection] = useState<Direction>('to_wecom')
  const [shopTagId, setShopTagId] = useState<number | null>(null)
  const [wecomTagId, setWecomTagId] = useState<string | null>(null)
  const [groupName, setGroupName] = useState(GROUP)
  const [fault, setFault] = useState<{ field: string; text: string } | null>(null)
  const book = useShopTags()
  const corpTags = useCorpTags()
  const outward = direction === 'to_wecom'
  const choices = shopTagChoices(book.data, !outward, new Set(links.map((link) => link.shopTagId)))
  const save = useWrite({
    send: () =>
      outward
        ? api.post<null>('/wecom/tag-links/to-wecom', { shopTagId, groupName: groupName.trim() })
        : api.post<null>('/wecom/tag-links/from-wecom', { shopTagId, wecomTagId }),
    done: '已开始同步',
    stale: ['tag-links'],
    after: close,
    onProblem: (problem) => {
      // A colleague was faster: it is the chosen tag that cannot be had.
      const field = problem.code === 'community.tag_linked' ? 'shopTagId' : problem.field
      if (!field) return false
      setFault({ field, text: problem.detail })
      return true
    },
  })
  const isLong = lengthOf(groupName.trim()) > GROUP_MAX
  const shown = fault ?? (outward && isLong ? { field: 'groupName', text: `标签组请填写 1 到 ${GROUP_MAX} 个字` } : null)
  const help = (field: string) => (shown?.field === field ? { validateStatus: 'error' as const, help: shown.text } : {})
  const isReady = shopTagId !== null && (outward ? groupName.trim() !== '' && !isLong : wecomTagId !== null)
  return (
    <Modal open title="同步一个标签" okText="开始同步" cancelText="先不" okButtonProps={{ disabled: !isReady, loading: save.isPending }} onOk={() => (setFault(null), save.mutate(undefined))} onCancel={close}>
      <Form layout="vertical" className="remark-form">
        <Form.Item label="方向">
          <Segmented<Direction>
            block
            aria-label="方向"
            value={direction}
            onChange={(value) => (setDirection(value), setShopTagId(null), setFault(null))}
            options={[
              { value: 'to_wecom', label: '商城 → 企业微信' },
              { value: 'from_wecom', label: '企业微信 → 商城' },
            ]}
          />
        </Form.Item>
        <Alert
          className="editor-note"
          type="info"
          title={outward ? '以商城为准：导购在企业微信里改动这个标签，会被改回来。' : '以企业微信为准：任何一位导购给客户打了标签，对应的会员就有这个手工标签。'}
        />
        {!outward && (
          <Form.Item label="企业微信标签" htmlFor="link-wecom-tag" {...help('wecomTagId')}>
            <Select<string> id="link-wecom-tag" showSearch={{ optionFilterProp: 'label' }} loading={corpTags.isFetching} options={tagOptions(corpTags.data ?? [], [])} value={wecomTagId} onChange={setWecomTagId} placeholder="选择企业微信里的标签" />
          </Form.Item>
        )}
        <Form.Item label={outward ? '商城标签' : '商城的手工标签'} htmlFor="link-shop-tag" extra={!outward && choices.length === 0 && !book.isFetching ? '没有可用的手工标签，请先在“会员 · 标签”里新建一个。' : undefined} {...help('shopTagId')}>
          <Select<number> id="link-shop-tag" showSearch={{ optionFilterProp: 'label' }} loading={book.isFetching} options={choices} value={shopTagId} onChange={(id) => (setShopTagId(id), setFault(null))} placeholder="选择标签" />
        </Form.Item>
        {outward && (
          <Form.Item label="放进企业微信的标签组" htmlFor="link-group" extra="没有这个标签组时会自动新建；组里已有同名标签时直接使用。" {...help('groupName')}>
            <Input id="link-group" value={groupName} count={{ show: true, max: GROUP_MAX, strategy: lengthOf }} onChange={(event) => (setGroupName(event.target.value), setFault(null))} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
