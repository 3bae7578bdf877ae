import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Dropdown } from 'antd'
import { useNavigate } from 'react-router'
import type { Operator } from '../../shared/api/shapes-office'
import { useNarrow } from '../shared/hooks'
import { api, session } from '../shared/session'
import { HELP_WANTED } from './KeyboardHelp'

export function OperatorMenu({ operator }: { operator: Operator }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const narrow = useNarrow()
  const leave = useMutation({
    mutationFn: () => api.remove('/session'),
    // Even when the server cannot be told, this browser forgets the token.
    onSettled: () => {
      session.end()
      queries.clear()
    },
  })
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          { key: 'who', type: 'group', label: operator.roles.map((role) => role.name).join('、') || '没有角色' },
          { key: 'me', label: '我的账号与登录设备', onClick: () => void navigate('/me') },
          { key: 'keys', label: '键盘快捷键', onClick: () => window.dispatchEvent(new Event(HELP_WANTED)) },
          { type: 'divider' },
          { key: 'leave', label: '退出登录', onClick: () => leave.mutate() },
        ],
      }}
    >
      <button type="button" className="operator" aria-label={`${operator.name}的菜单`}>
        <span className="operator-mark" aria-hidden>
          {operator.name.slice(0, 1)}
        </span>
        {!narrow && operator.name}
      </button>
    </Dropdown>
  )
}
