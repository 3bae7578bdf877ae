import { useEffect, useState } from 'react'
import { Switch, Text, Textarea, View } from '@tarojs/components'
import type { OwnUgc } from '@siyu/client/shapes'
import { replace } from '@/shared/lib/nav'
import { say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { STAR_WORDS } from '@/shared/ugc/words'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { BottomBar } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { draftOf, keepDraft, type Draft } from './draft'
import { GoodsPick } from './goods-pick'
import { Pictures } from './pictures'

export type Kind = 'review' | 'follow_up' | 'post'
const LENGTH_MAX: Record<Kind, number> = { review: 500, follow_up: 500, post: 1000 }
const ASK: Record<Kind, string> = { review: '料子、做工、大小合不合适，说说您的感受', follow_up: '用了一段时间，现在觉得怎么样', post: '分享您的使用心得' }

interface Props { kind: Kind; draftKey: string; productId?: string; onSend(key: string, draft: Draft): Promise<OwnUgc> }

/** What is common to a review, a follow-up and a post: words with their count, pictures, a name or none; kept while it is written. */
export function Form({ kind, draftKey, productId, onSend }: Props) {
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = draftOf(draftKey)
    return productId && !kept.productIds.length ? { ...kept, productIds: [productId] } : kept
  })
  const [uploading, setUploading] = useState(false)
  const change = (part: Partial<Draft>): void => setDraft((old) => ({ ...old, ...part }))
  useEffect(() => keepDraft(draftKey, draft), [draft])
  const doing = useAction(async (key: string, asked: Draft) => {
    await onSend(key, asked)
    keepDraft(draftKey, null)
    say('已提交，检测通过后展示')
    replace('myReviews', { tab: 'mine' })
  })
  const most = LENGTH_MAX[kind]
  const send = (): void => {
    if (uploading) return say('图片还在上传，请稍等')
    if (kind === 'post' && !draft.images.length) return say('晒单至少要有一张图')
    if (kind === 'follow_up' && !draft.body.trim() && !draft.images.length) return say('写点什么，或者配一张图')
    void doing.run({ ...draft, body: draft.body.trim() })
  }
  return (
    <>
      {kind === 'review' ? <Stars value={draft.stars} onChange={(stars) => change({ stars })} /> : null}
      <View className='card write__main'>
        <Textarea className='write__text' value={draft.body} maxlength={most} placeholder={ASK[kind]} aria-label='内容' onInput={(e) => change({ body: e.detail.value })} />
        <View className='row write__under'><Text className='muted grow'>{kind === 'review' ? '写满 15 个字或配图，展示后可得积分，以任务中心为准' : ''}</Text><Text className='muted num'>{draft.body.length}/{most}</Text></View>
        <Pictures images={draft.images} onChange={(images) => change({ images })} onBusy={setUploading} />
      </View>
      {kind === 'post' ? <GoodsPick chosen={draft.productIds} onChange={(productIds) => change({ productIds })} /> : null}
      {kind === 'follow_up' ? null : (
        <View className='card row write__anonymous'><View className='grow'><View>匿名发布</View><View className='muted'>别人看不到您的昵称</View></View><Switch color='#BF4027' checked={draft.isAnonymous} aria-label='匿名发布' onChange={(e) => change({ isAnonymous: e.detail.value })} /></View>
      )}
      <View className='write__note muted'>内容会先经过检测，通过后才会展示。请不要写下电话、地址等个人信息。</View>
      <BottomBar><Button wide size='large' kind='primary' text='提交' busy={doing.busy} onTap={send} /></BottomBar>
    </>
  )
}

function Stars({ value, onChange }: { value: number; onChange(value: number): void }) {
  return (
    <View className='card row write__stars'>
      <Text className='write__strong'>满意程度</Text>
      <View className='row grow'>{[1, 2, 3, 4, 5].map((place) => <Tap key={place} role='checkbox' selected={place === value} label={`${place} 星，${STAR_WORDS[place] ?? ''}`} className='write__star' onTap={() => onChange(place)}><Icon name='star' size={26} filled={place <= value} className={place <= value ? 'stars__on' : 'stars__off'} /></Tap>)}</View>
      <Text className='write__star-word'>{STAR_WORDS[value]}</Text>
    </View>
  )
}
