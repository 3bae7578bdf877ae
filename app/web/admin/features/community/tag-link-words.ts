import type { TagLinkView } from '../../../shared/api/shapes-community'
import type { TagBook } from '../../../shared/api/shapes-tags'

export interface TagChoice {
  label: string
  options: { value: number; label: string }[]
}

/** Those that can be linked: in use, and for the way from WeCom only those given by hand. */
export function shopTagChoices(book: TagBook | undefined, byHand: boolean, taken: ReadonlySet<number>): TagChoice[] {
  return (book?.families ?? [])
    .map((family) => ({
      label: family.name,
      options: family.tags.filter((tag) => !tag.isRetired && !taken.has(tag.id) && (!byHand || tag.kind === 'manual')).map((tag) => ({ value: tag.id, label: tag.name })),
    }))
    .filter((family) => family.options.length > 0)
}

const unitOf = (link: TagLinkView): string => (link.direction === 'to_wecom' ? '段好友关系' : '位会员')

/** How far a link is, in words. */
export function linkText(link: TagLinkView): string {
  if (link.state === 'making') return '正在企业微信中建标签'
  if (link.state === 'failed') return link.problem ?? '没有成功'
  return link.differing > 0 ? `还有 ${link.differing.toLocaleString('zh-CN')} ${unitOf(link)}待同步` : '两边一致'
}
