import type { DeskUgc, Outcome, QueueName, Verb } from '../../../shared/api/shapes-ugc'

export const QUEUES: readonly { value: QueueName; label: string; hint: string }[] = [
  { value: 'waiting', label: '待审核', hint: '微信拿不准、没有按时给结果，或没有检测的内容' },
  { value: 'reported', label: '被举报', hint: '展示中、有人举报的内容' },
  { value: 'checking', label: '检测中', hint: '正在等微信的结果，到时限会转到待审核' },
  { value: 'visible', label: '展示中', hint: '' },
  { value: 'hidden', label: '已隐藏', hint: '' },
  { value: 'refused', label: '没通过', hint: '' },
]
export const KIND_TEXT: Record<DeskUgc['kind'], string> = { review: '评价', follow_up: '追评', post: '晒单' }
export const KIND_CHOICES = Object.entries(KIND_TEXT).map(([value, label]) => ({ value, label }))
export const VERB_TEXT: Record<Verb, string> = { show: '通过', refuse: '拒绝', hide: '隐藏' }
export const REASONS: readonly string[] = ['含有广告或引流信息', '含有联系方式等个人信息', '用语不文明', '图片与商品无关', '内容与商品无关', '疑似刷单']
export const CAUSE_TEXT: Record<string, string> = { ad: '广告或引流', abuse: '辱骂攻击', false: '内容不实', privacy: '泄露隐私', other: '其他' }
export const DECIDER_TEXT: Record<string, string> = { author: '作者', machine: '微信检测', clock: '到时限', operator: '人工' }
export const TONE: Record<DeskUgc['state'], string> = {
  submitted: 'requesting', checking: 'requesting', in_review: 'applied', visible: 'done', hidden: 'cancelled', refused: 'problem', deleted: 'closed',
}

/** What may be done with it where it is. */
export function verbsOf(state: DeskUgc['state']): Verb[] {
  if (state === 'in_review') return ['show', 'refuse']
  if (state === 'visible') return ['hide']
  return state === 'hidden' || state === 'refused' ? ['show'] : []
}

/** 通过 3 条，1 条没有成功：作者已经重新写了评价。 */
export function outcomeText(verb: Verb, outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter((one) => one.problem !== null)
  const done = `已${VERB_TEXT[verb]} ${outcomes.length - failed.length} 条`
  return failed.length === 0 ? done : `${done}，${failed.length} 条没有成功：${failed[0]?.problem ?? ''}`
}
