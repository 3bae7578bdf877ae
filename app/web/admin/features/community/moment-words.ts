import type { MomentContent, MomentGuide, MomentView } from '../../../shared/api/shapes-community'
import type { FieldProblems } from '../../shared/form/Field'

export type MomentState = MomentView['state']

export const TEXT_MAX = 2_000
export const MOMENT_PICTURES_MAX = 9

export const MOMENT_TEXT: Record<MomentState, string> = { draft: '草稿', planned: '已安排', queued: '排队中', starting: '创建中', making: '企业微信处理中', running: '待导购发表', stopping: '停止中', stopped: '已停止', failed: '没有创建', unknown: '结果未知', cancelled: '已取消' }
export const MOMENT_TONE: Record<MomentState, string> = { draft: 'draft', planned: 'open', queued: 'pending', starting: 'pending', making: 'pending', running: 'active', stopping: 'pending', stopped: 'cancelled', failed: 'problem', unknown: 'problem', cancelled: 'cancelled' }
/** One that every guide has published waits for nobody. */
export const stateText = (moment: Pick<MomentView, 'state' | 'guides' | 'published'>): string => (moment.state === 'running' && moment.guides > 0 && moment.published === moment.guides ? '已全部发表' : MOMENT_TEXT[moment.state])
export const GUIDE_TEXT: Record<MomentGuide['state'], string> = { waiting: '还没有发表', published: '已发表', left_out: '没有发给他' }

/** What goes along with the words. */
export type Along = 'pictures' | 'link'

export interface MomentDraft {
  text: string
  along: Along
  pictures: { id: string; url: string }[]
  productId: string | null
  title: string
  /** Everybody who works here when it is due. */
  allGuides: boolean
  guideIds: string[]
  tagIds: string[]
  plannedAt: string | null
}

export const emptyMoment = (): MomentDraft => ({ text: '', along: 'pictures', pictures: [], productId: null, title: '', allGuides: true, guideIds: [], tagIds: [], plannedAt: null })

export const isMoving = (state: MomentState): boolean => state === 'queued' || state === 'starting' || state === 'making' || state === 'stopping'
export const mayChange = (state: MomentState): boolean => state === 'draft' || state === 'planned'
export const mayStop = (state: MomentState): boolean => state === 'making' || state === 'running'
/** Who has it at WeCom shows figures; before that there are none. */
export const hasBegun = (moment: Pick<MomentView, 'guides'>): boolean => moment.guides > 0

export function momentDraftOf(moment: MomentView): MomentDraft {
  const { content } = moment
  return {
    text: content.text,
    along: content.link ? 'link' : 'pictures',
    pictures: content.pictureIds.map((id, place) => ({ id, url: moment.pictureUrls[place] ?? '' })),
    productId: content.link?.productId ?? null,
    title: content.link?.title ?? '',
    allGuides: content.guideIds.length === 0,
    guideIds: [...content.guideIds],
    tagIds: [...content.tagIds],
    plannedAt: moment.plannedAt,
  }
}

export function momentBodyOf(draft: MomentDraft): { text: string; plannedAt: string | null } & Pick<MomentContent, 'pictureIds' | 'link' | 'guideIds' | 'tagIds'> {
  const isLink = draft.along === 'link'
  return {
    text: draft.text.trim(),
    pictureIds: isLink ? [] : draft.pictures.map((one) => one.id),
    link: isLink && draft.productId ? { title: draft.title.trim(), productId: draft.productId, mediaId: null } : null,
    guideIds: draft.allGuides ? [] : draft.guideIds,
    tagIds: draft.tagIds,
    plannedAt: draft.plannedAt,
  }
}

export function checkMoment(draft: MomentDraft): FieldProblems {
  const found: FieldProblems = {}
  if (!draft.text.trim()) found['text'] = '请填写文字内容'
  else if ([...draft.text.trim()].length > TEXT_MAX) found['text'] = `文字太长，最多 ${TEXT_MAX} 字`
  if (draft.along === 'link' && !draft.productId) found['link'] = '请选择链接打开的商品'
  if (!draft.allGuides && draft.guideIds.length === 0) found['guideIds'] = '请选择由哪些导购发表'
  if (!draft.plannedAt) found['plannedAt'] = '请选择发表时间'
  return found
}

export const guidesText = (moment: MomentView): string => {
  if (hasBegun(moment)) return `${moment.published}/${moment.guides} 位导购已发表`
  return moment.content.guideIds.length === 0 ? '全部导购' : `${moment.content.guideIds.length} 位导购`
}

export const seenBy = (moment: Pick<MomentView, 'tagNames'>): string => (moment.tagNames.length === 0 ? '全部客户可见' : `有标签「${moment.tagNames.join('」「')}」之一的客户可见`)

