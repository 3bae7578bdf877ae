import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import type { OfficialRun, OfficialState } from '../../../../shared/api/shapes-identity'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { StateTag, When } from '../../../shared/ui/bits'
import { Empty, Failed, PageSkeleton, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'

const STALE = ['official-account']
const REFRESH_MS = 3_000
const STATES: Record<OfficialRun['state'], readonly [string, string]> = {
  running: ['delivering', '正在核对'],
  done: ['done', '已完成'],
  stopped: ['problem', '没有完成'],
}
/** The settings without which a shop has no official account, by `app/official_papers.py`. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['SIYU_OFFICIAL_APPID', '公众号的 AppID'],
  ['SIYU_OFFICIAL_APP_SECRET', '公众号的 AppSecret'],
  ['SIYU_OFFICIAL_PUSH_TOKEN', '消息推送的 Token，3 到 32 位字母和数字'],
  ['SIYU_OFFICIAL_PUSH_AES_KEY', '可选：消息推送的 EncodingAESKey，43 位。填了就只收安全模式的消息'],
]
const number = new Intl.NumberFormat('zh-CN')

/** Who follows the official account, and how far the shop's records and WeChat agree. */
export function OfficialTab() {
  const state = useQuery({
    queryKey: STALE,
    queryFn: ({ signal }) => api.get<OfficialState>('/official-account', {}, signal),
    refetchInterval: (query) => (query.state.data?.runs[0]?.state === 'running' ? REFRESH_MS : false),
  })
  const mayWrite = useCan('members.write')
  const start = useWrite({
    send: () => api.post<OfficialRun>('/official-account/comparisons'),
    done: '已开始核对',
    stale: STALE,
    onProblem: () => (void state.refetch(), false),
  })
  if (state.isError && !state.data) return <Failed error={state.error} again={() => void state.refetch()} />
  if (!state.data) return <PageSkeleton />
  const { isOn, counts, runs } = state.data
  if (!isOn) return <NotSetUp />
  return (
    <>
      <Counts counts={counts} />
      <Panel
        title="核对记录"
        extra={
          mayWrite && (
            <Button loading={start.isPending} disabled={runs[0]?.state === 'running'} onClick={() => start.mutate(undefined)}>
              立即核对
            </Button>
          )
        }
        flush
      >
        <Table<OfficialRun>
          size="middle"
          rowKey="id"
          dataSource={[...runs]}
          pagination={false}
          scroll={{ x: 760 }}
          aria-label="公众号核对记录"
          locale={{ emptyText: <Empty title="还没有核对过" hint="接入之后会自动开始第一次，以后每 6 小时一次。" /> }}
          columns={[
            { title: '开始', render: (_, run) => <When at={run.startedAt} /> },
            { title: '发起', render: (_, run) => run.by },
            { title: '结果', render: (_, run) => <StateTag state={STATES[run.state][0]} text={STATES[run.state][1]} /> },
            { title: '列表人数', align: 'right', render: (_, run) => number.format(run.listed) },
            { title: '补上的关注', align: 'right', render: (_, run) => number.format(run.missing) },
            { title: '发现取消', align: 'right', render: (_, run) => number.format(run.extra) },
            { title: '新关联会员', align: 'right', render: (_, run) => number.format(run.joined) },
            { title: '说明', render: (_, run) => run.problem ?? '' },
          ]}
        />
      </Panel>
    </>
  )
}

function Counts({ counts }: { counts: OfficialState['counts'] }) {
  const facts = [
    { name: '正在关注', value: counts.following, note: '取消关注的不计' },
    { name: '已关联会员', value: counts.joined, note: '微信告知了 unionid' },
    { name: '没有 unionid', value: counts.withoutUnionid, note: '等微信告知后再关联；请确认公众号已绑定开放平台' },
  ]
  return (
    <dl className="official-counts">
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>
            {number.format(fact.value)}
            <small>{fact.note}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A shop without an official account: what somebody with access to the server has to set. */
function NotSetUp() {
  return (
    <Panel>
      <Empty title="店铺还没有接入公众号" hint="请在服务器上填好下面的配置并重新启动，关注者就会同步过来。前三项要么都填，要么都不填；消息推送地址填「店铺网址/hooks/wechat-official/push」。" />
      <ul className="official-settings">
        {SETTINGS.map(([name, words]) => (
          <li key={name}>
            <code>{name}</code>
            <span className="muted">{words}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
