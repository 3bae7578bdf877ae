import { Radio, Select } from 'antd'
import { Field } from '../../shared/form/Field'
import { useCorpTags, useGuides } from './data'
import { MOMENT_PICTURES_MAX, type Along, type MomentDraft } from './moment-words'
import { PostPictures } from './PostPictures'
import { ProductPick } from './ProductPick'

interface Part {
  draft: MomentDraft
  change: (part: Partial<MomentDraft>) => void
}

/** Pictures, or a link to a product. */
export function MomentAlong({ draft, change, locked, knownTitle, words, search }: Part & { locked: boolean; knownTitle: string | null; words: string; search: (words: string) => void }) {
  return (
    <>
      <Field path="along" label="配什么" hint="企业微信只允许配图片或一个链接。">
        <Radio.Group
          optionType="button"
          aria-label="配什么"
          value={draft.along}
          options={[
            { value: 'pictures', label: '图片' },
            { value: 'link', label: '商品链接' },
          ]}
          onChange={(event) => change({ along: event.target.value as Along })}
        />
      </Field>
      {draft.along === 'pictures' ? (
        <Field path="pictureIds" label="图片" hint={`最多 ${MOMENT_PICTURES_MAX} 张，也可以不配。`}>
          <PostPictures locked={locked} max={MOMENT_PICTURES_MAX} pictures={draft.pictures} add={(picture) => change({ pictures: [...draft.pictures.filter((one) => one.id !== picture.id), picture] })} drop={(id) => change({ pictures: draft.pictures.filter((one) => one.id !== id) })} />
        </Field>
      ) : (
        <Field path="link" label="商品链接" required hint="客户点开链接进店，带来的进店和订单会记在这条朋友圈上。">
          <ProductPick by="链接" productId={draft.productId} known={knownTitle ?? '已选的商品'} title={draft.title} words={words} search={search} onProduct={(productId) => change({ productId })} onTitle={(title) => change({ title })} />
        </Field>
      )}
    </>
  )
}

/** Who publishes it, and which of their customers see it. */
export function MomentReach({ draft, change }: Part) {
  const guides = (useGuides().data ?? []).filter((one) => (one.isActive && one.hasContacts) || draft.guideIds.includes(one.userId))
  const tags = useCorpTags().data ?? []
  return (
    <>
      <Field path="guideIds" label="由谁发表" required hint={draft.allGuides ? `到点时在职的导购都会收到，现在是 ${guides.filter((one) => one.isActive).length} 位。` : '选中的导购离职后不会收到。'}>
        <div className="post-pick">
          <Radio.Group
            optionType="button"
            aria-label="由谁发表"
            value={draft.allGuides}
            options={[
              { value: true, label: '全部导购' },
              { value: false, label: '指定导购' },
            ]}
            onChange={(event) => change({ allGuides: event.target.value as boolean })}
          />
          {!draft.allGuides && (
            <Select<string[]>
              mode="multiple"
              aria-label="选择导购"
              placeholder="选择导购"
              showSearch={{ optionFilterProp: 'label' }}
              options={guides.map((one) => ({ value: one.userId, label: `${one.name || one.userId}（${one.contacts} 位客户）${one.isActive ? '' : '，已离职'}` }))}
              value={draft.guideIds}
              onChange={(guideIds) => change({ guideIds })}
            />
          )}
        </div>
      </Field>
      <Field path="tagIds" label="谁能看到" hint="不选标签，导购的全部客户都能看到；选了标签，有其中一个标签的客户能看到。">
        <Select<string[]>
          mode="multiple"
          allowClear
          aria-label="客户标签"
          placeholder="全部客户"
          showSearch={{ optionFilterProp: 'label' }}
          options={[...tags.map((one) => ({ value: one.tagId, label: `${one.groupName}：${one.name}` })), ...draft.tagIds.filter((id) => !tags.some((one) => one.tagId === id)).map((id) => ({ value: id, label: '已删除的标签' }))]}
          value={draft.tagIds}
          onChange={(tagIds) => change({ tagIds })}
        />
      </Field>
    </>
  )
}
