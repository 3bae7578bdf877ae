import type { Budget, ContactRow, ContactView, CorpTagView, FollowView, GapView, GuideView, MirrorCounts, RunView } from '../../../shared/api/shapes-community'
import { relativeTime } from '../../../shared/format/time'

export type FollowState = ContactRow['state']

export const REMARK_MAX = 20
export const DESCRIPTION_MAX = 150
/** How many tags one request may give, and how many it may take. */
export const TAGS_MAX = 50
/** Pairs on one of WeCom's pages, and guides in one part of a comparison. */
const PAGE_PAIRS = 100
const PART_GUIDES = 100

/** Told once at the end, beside pages of pairs: the list of guides, and the tags. */
const OTHER_CALLS = 2

export const STATE_TEXT: Record<FollowState, string> = { active: '好友', lost: '被客户删除', deleted: '已删除' }
export const STATE_CHOICES = (Object.keys(STATE_TEXT) as FollowState[]).map((value) => ({ value, label: STATE_TEXT[value] }))
/** The tones of `StateTag`. */
export const STATE_TONE: Record<FollowState, string> = { active: 'active', lost: 'parked', deleted: 'closed' }

const ADD_WAY: Record<number, string> = {
  1: '扫描二维码', 2: '搜索手机号', 3: '名片分享', 4: '群聊', 5: '手机通讯录', 6: '微信联系人', 7: '微信好友申请', 8: '第三方服务添加', 9: '搜索邮箱', 10: '视频号',
  11: '日程参与人', 12: '会议参与人', 13: '微信好友转企业微信', 14: '智能硬件', 15: '上门服务', 16: '获客链接', 17: '定制开发', 18: '需求回复', 201: '同事共享', 202: '管理员分配',
}
/** How a contact was added; numbers that WeCom adds later are not guessed at. */
export const addWayText = (way: number): string => ADD_WAY[way] ?? '来源未知'

const ENDED_BY: Record<NonNullable<FollowView['endedBy']>, string> = {
  contact: '客户删除了导购', guide: '导购删除了客户', transfer: '客户转给了别的同事', comparison: '核对时发现已经不是好友', unknown: '读取时发现已经不是好友',
}

export function followState(follow: Pick<FollowView, 'endedAt' | 'endedBy'>): FollowState {
  if (follow.endedAt === null) return 'active'
  return follow.endedBy === 'contact' ? 'lost' : 'deleted'
}

/** Who ended it; null while it lasts. */
export function endedText(follow: Pick<FollowView, 'endedAt' | 'endedBy'>): string | null {
  return follow.endedAt === null ? null : ENDED_BY[follow.endedBy ?? 'unknown']
}

/** A guide in a list to choose from: whoever may have no contacts any more still has a past. */
export const guideText = (guide: Pick<GuideView, 'name' | 'hasContacts'>): string => (guide.hasContacts ? guide.name : `${guide.name}（不再联系客户）`)

export const kindText = (kind: number): string => (kind === 1 ? '微信用户' : kind === 2 ? '企业微信用户' : '未知')
export const genderText = (gender: number): string => (gender === 1 ? '男' : gender === 2 ? '女' : '未知')
export const countText = (value: number): string => value.toLocaleString('zh-CN')

/** What of a contact's place in the shop can be told: the level, or that they have never been there. */
export const shopText = (contact: Pick<ContactRow, 'levelName'>): string => contact.levelName ?? '未到店'

/** Why a contact is nobody in the shop, or nobody yet. */
export function memberNote(contact: Pick<ContactView, 'memberId' | 'hasUnionid' | 'hasShop'>): string {
  if (contact.hasShop) return '已打开过小程序'
  if (contact.hasUnionid) return '还没有打开过小程序，打开后自动对应'
  return contact.memberId === null ? '企业微信没有提供 unionid，暂时不能与小程序对应' : '还没有打开过小程序；没有 unionid，暂时不能与小程序对应'
}

/** Characters as people count them, as the server does. */
export const lengthOf = (text: string): number => [...text].length
export const cut = (text: string, max: number): string => [...text].slice(0, max).join('')

export const RUN_TEXT: Record<RunView['state'], string> = { running: '正在核对', stopping: '正在停止', stopped: '已停止', done: '已完成' }
/** The tones of `StateTag`. */
export const RUN_TONE: Record<RunView['state'], string> = { running: 'in_transit', stopping: 'pending', stopped: 'closed', done: 'done' }

export const isUnderWay = (run: Pick<RunView, 'state'> | undefined): boolean => run?.state === 'running' || run?.state === 'stopping'

/** Whole percent of the guides; the last one is for the end alone, since tags follow the guides. */
export function progressPercent(run: Pick<RunView, 'state' | 'guides' | 'guidesDone'>): number {
  if (run.state === 'done') return 100
  return run.guides === 0 ? 0 : Math.min(99, Math.floor((run.guidesDone / run.guides) * 100))
}

export function progressText(run: Pick<RunView, 'guides' | 'guidesDone' | 'pairs' | 'calls'>): string {
  return `${countText(run.guidesDone)} / ${countText(run.guides)} 位导购，已读取 ${countText(run.pairs)} 对好友关系，调用 ${countText(run.calls)} 次`
}

/** What it waits for; null: it goes on. */
export function pauseText(run: Pick<RunView, 'state' | 'resumeAt'>, nowMs: number): string | null {
  if (run.state !== 'running' || run.resumeAt === null || Date.parse(run.resumeAt) <= nowMs) return null
  return `企业微信限流，${clockText(run.resumeAt, nowMs)} 继续`
}

/** `14:32` today, `明天 00:01` and so on else. */
export function clockText(at: string, nowMs: number): string {
  return relativeTime(at, nowMs).replace(/^今天 /, '')
}

/** `—` while it runs. */
export function lastedText(run: Pick<RunView, 'startedAt' | 'finishedAt'>): string {
  if (run.finishedAt === null) return '—'
  const seconds = Math.max(0, Math.round((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000))
  if (seconds < 60) return `${seconds} 秒`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} 分 ${seconds % 60} 秒` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`
}

/** What a comparison has set right, in one sentence. */
export function foundText(run: Pick<RunView, 'missing' | 'extra' | 'different'>): string {
  const parts = [
    run.missing > 0 && `补上 ${countText(run.missing)} 对`,
    run.extra > 0 && `结束 ${countText(run.extra)} 对`,
    run.different > 0 && `更新 ${countText(run.different)} 对`,
  ].filter((part) => part !== false)
  return parts.length ? parts.join('，') : '两边一致'
}

/** What is said of a run in the list of them: one that did not come to its end cannot tell that nothing was found. */
export function runNote(run: Pick<RunView, 'state' | 'missing' | 'extra' | 'different' | 'problem'>): string {
  if (run.problem) return `没有核对完：${run.problem}`
  if (isUnderWay(run)) return '还在核对'
  if (run.state === 'done') return foundText(run)
  return run.missing + run.extra + run.different > 0 ? `没有核对完；${foundText(run)}` : '没有核对完'
}

/** The same of one that is under way. */
export function soFarText(run: Pick<RunView, 'missing' | 'extra' | 'different'>): string {
  return run.missing + run.extra + run.different > 0 ? `到现在${foundText(run)}` : '到现在没有发现差异'
}

export const GAP_TEXT: Record<GapView['kind'], string> = { missing: '这里缺少', extra: '这里多出', different: '内容不同' }
/** The tones of `StateTag`. */
export const GAP_TONE: Record<GapView['kind'], string> = { missing: 'paid', extra: 'parked', different: 'pending' }

/** The least number of calls that a comparison makes now. */
export function callsOf(counts: Pick<MirrorCounts, 'guides' | 'pairs'>): number {
  return Math.max(Math.ceil(counts.pairs / PAGE_PAIRS), Math.ceil(counts.guides / PART_GUIDES)) + OTHER_CALLS
}

export const WINDOW_TEXT: Record<Budget['window'], string> = { minute: '每分钟', hour: '每小时', day: '每天' }

const CALL: Record<string, string> = {
  gettoken: '获取调用凭证', get_jsapi_ticket: '网页签名（企业）', 'ticket/get': '网页签名（应用）', 'user/get': '读取员工', 'auth/getuserinfo': '侧边栏登录', 'message/send': '应用消息（人次）', 'media/upload': '上传素材',
  'externalcontact/get_follow_user_list': '读取导购名单', 'externalcontact/list': '读取导购的客户', 'externalcontact/get': '读取客户', 'externalcontact/batch/get_by_user': '批量读取客户', 'externalcontact/remark': '修改客户备注',
  'externalcontact/mark_tag': '修改客户标签', 'externalcontact/get_corp_tag_list': '读取企业标签', 'externalcontact/add_corp_tag': '新建企业标签', 'externalcontact/edit_corp_tag': '修改企业标签', 'externalcontact/del_corp_tag': '删除企业标签',
  'externalcontact/send_welcome_msg': '发送欢迎语', 'externalcontact/add_msg_template': '创建群发', 'externalcontact/groupchat/list': '读取客户群名单', 'externalcontact/groupchat/get': '读取客户群',
  'externalcontact/get_unassigned_list': '读取待分配客户', 'externalcontact/resigned/transfer_customer': '分配离职导购的客户', 'externalcontact/resigned/transfer_result': '读取分配结果',
  'externalcontact/get_contact_way': '读取活码', 'externalcontact/list_contact_way': '读取活码名单', 'externalcontact/del_contact_way': '停用活码',
  'externalcontact/get_groupmsg_task': '读取群发任务', 'externalcontact/get_groupmsg_send_result': '读取群发结果', 'externalcontact/get_groupmsg_list_v2': '读取群发记录', 'externalcontact/remind_groupmsg_send': '提醒确认群发', 'externalcontact/cancel_groupmsg_send': '停止群发',
  'externalcontact/groupchat/add_join_way': '新建入群活码', 'externalcontact/groupchat/update_join_way': '修改入群活码', 'externalcontact/groupchat/get_join_way': '读取入群活码', 'externalcontact/groupchat/del_join_way': '停用入群活码',
  'externalcontact/groupchat/transfer': '分配离职群主的群', 'externalcontact/groupchat/onjob_transfer': '转接客户群', 'externalcontact/opengid_to_chatid': '查询小程序里的群',
  'externalcontact/transfer_customer': '转接客户', 'externalcontact/transfer_result': '读取转接结果', 'externalcontact/add_contact_way': '新建活码', 'externalcontact/update_contact_way': '修改活码',
}
/** WeCom's name of a call in words; a call without words keeps its own name. */
export const callText = (name: string): string => CALL[name] ?? name

/** Used of allowed in whole percent: what is used shows, and only the whole of it is 100. */
export function usedPercent(budget: Pick<Budget, 'used' | 'allowed'>): number {
  if (budget.used <= 0) return 0
  if (budget.allowed <= 0 || budget.used >= budget.allowed) return 100
  return Math.min(99, Math.max(1, Math.round((budget.used / budget.allowed) * 100)))
}

export const budgetTone = (percent: number): 'plenty' | 'scarce' | 'out' => (percent >= 100 ? 'out' : percent >= 80 ? 'scarce' : 'plenty')

/** Tags by their group, in the order of the list, as a select takes them; without those that are held. */
export function tagOptions(tags: readonly CorpTagView[], held: readonly CorpTagView[]): { label: string; options: { value: string; label: string }[] }[] {
  const has = new Set(held.map((tag) => tag.tagId))
  const free = tags.filter((tag) => !has.has(tag.tagId))
  return [...new Set(free.map((tag) => tag.groupName))].map((label) => ({
    label,
    options: free.filter((tag) => tag.groupName === label).map((tag) => ({ value: tag.tagId, label: tag.name })),
  }))
}

/** The settings without which a shop has no WeCom, by `app/wecom_papers.py`. */
export const SETTINGS: readonly (readonly [string, string])[] = [
  ['SIYU_WECOM_CORP_ID', '企业 ID'],
  ['SIYU_WECOM_CONTACT_SECRET', '客户联系的 Secret；没有单独 Secret 的企业填应用的 Secret'],
  ['SIYU_WECOM_AGENT_ID', '自建应用的 AgentId'],
  ['SIYU_WECOM_AGENT_SECRET', '自建应用的 Secret'],
  ['SIYU_WECOM_CALLBACK_TOKEN', '接收事件的 Token，1 到 32 位字母和数字'],
  ['SIYU_WECOM_CALLBACK_AES_KEY', '接收事件的 EncodingAESKey，43 位'],
]
/** Shown beside what was used, where they are given. */
export const LIMIT_SETTINGS: readonly (readonly [string, string])[] = [
  ['SIYU_WECOM_APP_MESSAGES_PER_DAY', '应用消息每天可发的人次'],
  ['SIYU_WECOM_MASS_MESSAGES_PER_DAY', '每天可创建群发的次数'],
  ['SIYU_WECOM_MOMENT_TASKS_PER_DAY', '每天可创建朋友圈任务的次数'],
]
