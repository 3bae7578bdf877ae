import { MenuOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Layout, Spin } from 'antd'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Navigate, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router'
import type { Attention, Operator } from '../../shared/api/shapes-office'
import { canBeNeeded } from '../shared/attention'
import { useNarrow } from '../shared/hooks'
import { OperatorProvider } from '../shared/permission'
import { api, session } from '../shared/session'
import { Failed } from '../shared/ui/page'
import { Bell } from './Bell'
import './frame.css'
import { GlobalSearch } from './GlobalSearch'
import { KeyboardHelp } from './KeyboardHelp'
import { OperatorMenu } from './OperatorMenu'
import { SideMenu } from './SideMenu'

/** The signed-in frame. Without a session it leads to the login and keeps the place. */
export function Frame() {
  const token = useSyncExternalStore(session.subscribe, session.token)
  const location = useLocation()
  const me = useQuery({
    queryKey: ['session', token],
    queryFn: ({ signal }) => api.get<Operator>('/session', {}, signal),
    enabled: token !== null,
    staleTime: 60_000,
  })
  if (token === null) {
    const next = location.pathname + location.search
    return <Navigate to={next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`} replace />
  }
  if (me.isError) return <Failed error={me.error} again={() => void me.refetch()} />
  if (!me.data) return <Spin className="frame-wait" size="large" aria-label="正在打开" />
  if (me.data.mustChangePassword) return <Navigate to="/first-steps" replace />
  return (
    <OperatorProvider value={me.data}>
      <SignedIn operator={me.data} />
    </OperatorProvider>
  )
}

function SignedIn({ operator }: { operator: Operator }) {
  const narrow = useNarrow()
  const location = useLocation()
  const navigation = useNavigation()
  const [drawer, setDrawer] = useState(false)
  const isNeeded = canBeNeeded(operator.permissions)
  const attention = useQuery({
    queryKey: ['attention'],
    queryFn: ({ signal }) => api.get<Attention>('/attention', {}, signal),
    enabled: isNeeded,
    refetchInterval: 10_000,
  })
  useEffect(() => setDrawer(false), [location.pathname])

  const menu = <SideMenu operator={operator} attention={attention.data ?? null} />
  return (
    <Layout className="frame">
      <a className="skip" href="#main">
        跳到内容
      </a>
      {!narrow && (
        <Layout.Sider width={216} className="frame-side">
          <Brand />
          {menu}
        </Layout.Sider>
      )}
      {narrow && (
        <Drawer open={drawer} onClose={() => setDrawer(false)} placement="left" size={264} title={<Brand />} styles={{ body: { padding: '8px 0' } }}>
          {menu}
        </Drawer>
      )}
      <Layout>
        <Layout.Header className="frame-head">
          {narrow && <Button type="text" icon={<MenuOutlined />} aria-label="打开导航" onClick={() => setDrawer(true)} />}
          <GlobalSearch />
          <span className="frame-gap" />
          {isNeeded && <Bell attention={attention.data ?? null} />}
          <OperatorMenu operator={operator} />
        </Layout.Header>
        {navigation.state === 'loading' && <div className="frame-progress" role="progressbar" aria-label="正在打开页面" />}
        <Layout.Content id="main" className="frame-main" tabIndex={-1}>
          <Outlet />
        </Layout.Content>
      </Layout>
      <KeyboardHelp />
      <ScrollRestoration />
    </Layout>
  )
}

export function Brand() {
  return (
    <span className="brand">
      <img src={`${import.meta.env.BASE_URL}mark.svg`} width={30} height={30} alt="" />
      <span>
        <strong>暖禾</strong>
        <small>私域后台</small>
      </span>
    </span>
  )
}
