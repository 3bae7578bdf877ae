import type { TagLinkView } from '../shared/api/shapes-community'
import { ago, id } from './goods.ts'

export const tagLinks: TagLinkView[] = [
  { id: id(62, 1), shopTagId: 120, name: '孕晚期', direction: 'to_wecom', groupName: '商城标签', wecomTagName: '孕晚期', state: 'active', problem: null, madeAt: ago(9_000), madeBy: '周明', differing: 1_204 },
  { id: id(62, 2), shopTagId: 40_001, name: '爱晒单', direction: 'from_wecom', groupName: '关系', wecomTagName: '爱晒单', state: 'active', problem: null, madeAt: ago(40_000), madeBy: '周明', differing: 0 },
  { id: id(62, 3), shopTagId: 131, name: '黄金会员', direction: 'to_wecom', groupName: '商城标签', wecomTagName: null, state: 'failed', problem: '企业微信没有给这个应用相应的权限', madeAt: ago(50_000), madeBy: '周明', differing: 0 },
]
