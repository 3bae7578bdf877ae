import { Menu } from 'antd'
import { Link, useLocation } from 'react-router'
import type { Attention, Operator } from '../../shared/api/shapes-office'
import { entryOf, navigationFor } from './navigation'

/** The left navigation, with a count where something waits. */
export function SideMenu({ operator, attention }: { operator: Operator; attention: Attention | null }) {
  const { pathname } = useLocation()
  return (
    <nav aria-label="主导航" className="side-menu">
      <Menu
        mode="inline"
        inlineIndent={12}
        selectedKeys={[entryOf(pathname)]}
        items={navigationFor(operator.permissions).map((group) => ({
          key: group.name,
          type: 'group' as const,
          label: group.name,
          children: group.entries.map((entry) => {
            const waiting = attention && entry.waiting ? entry.waiting(attention) : 0
            return {
              key: entry.to,
              icon: entry.icon,
              label: (
                <Link to={entry.to} className="side-link">
                  {entry.text}
                  {waiting > 0 && <span className="side-count">{waiting > 999 ? '999+' : waiting}</span>}
                </Link>
              ),
            }
          }),
        }))}
      />
    </nav>
  )
}
