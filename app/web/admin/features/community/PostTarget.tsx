import { Checkbox, Radio, Select } from 'antd'
import { Field } from '../../shared/form/Field'
import { usePostChats } from './post-data'
import { TARGET_TEXT, type PostDraft, type TargetKind } from './post-words'

/** Which groups: of a kind as they are when it is due, or exactly these. */
export function PostTarget({ draft, change }: { draft: PostDraft; change: (part: Partial<PostDraft>) => void }) {
  const chats = usePostChats().data ?? []
  const fitting = chats.filter((chat) => draft.target === 'all' || chat.kind === draft.target || (draft.target === 'chats' && draft.chatIds.includes(chat.chatId)))
  const owners = new Set(fitting.map((chat) => chat.owner)).size
  const members = fitting.reduce((sum, chat) => sum + chat.members, 0)
  return (
    <Field path="target" label="发到哪些群" required hint={`现在是 ${fitting.length} 个群、${members} 位成员，由 ${owners} 位群主确认发送。`}>
      <div className="post-pick">
        <Radio.Group
          optionType="button"
          aria-label="发到哪些群"
          value={draft.target}
          options={(Object.keys(TARGET_TEXT) as TargetKind[]).map((value) => ({ value, label: TARGET_TEXT[value] }))}
          onChange={(event) => change({ target: event.target.value as TargetKind })}
        />
        {draft.target === 'chats' && (
          <Select<string[]>
            mode="multiple"
            aria-label="指定的群"
            placeholder="选择群"
            showSearch={{ optionFilterProp: 'label' }}
            options={chats.map((chat) => ({ value: chat.chatId, label: `${chat.name || '未命名的群'}（${chat.ownerName}，${chat.members} 人）` }))}
            value={draft.chatIds}
            onChange={(chatIds) => change({ chatIds })}
          />
        )}
        <Checkbox checked={draft.byChat} onChange={(event) => change({ byChat: event.target.checked })}>
          按群统计转化（群主需逐群确认）
        </Checkbox>
      </div>
    </Field>
  )
}
