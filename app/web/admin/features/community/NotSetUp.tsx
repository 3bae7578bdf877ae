import { Empty, PageHead, Panel } from '../../shared/ui/page'
import { LIMIT_SETTINGS, SETTINGS } from './words'

/** A page of a shop without WeCom. */
export function NoWecom(head: { title: string; back?: { to: string; text: string } }) {
  return (
    <>
      <PageHead {...head} />
      <NotSetUp />
    </>
  )
}

/** A shop without WeCom: what somebody with access to the server has to set. */
export function NotSetUp() {
  return (
    <Panel>
      <Empty title="店铺还没有接入企业微信" hint="请在服务器上填好下面的配置并重新启动，导购的好友就会同步过来。要么全部填，要么都不填。" />
      <h2 className="visually-hidden">需要的配置</h2>
      <ul className="settings-list">
        {SETTINGS.map(([name, words]) => (
          <li key={name}>
            <code>{name}</code>
            <span className="muted">{words}</span>
          </li>
        ))}
        {LIMIT_SETTINGS.map(([name, words]) => (
          <li key={name}>
            <code>{name}</code>
            <span className="muted">可选：{words}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
