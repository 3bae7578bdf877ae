import { Alert, Button } from 'antd'
import { Link } from 'react-router'
import type { MomentView } from '../../../shared/api/shapes-community'
import { Can } from '../../shared/permission'
import { ListTable } from '../../shared/table/ListTable'
import { StateTag } from '../../shared/ui/bits'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWecomState } from './data'
import { useMoments } from './moment-data'
import { guidesText, hasBegun, MOMENT_TONE, seenBy, stateText } from './moment-words'
import { NoWecom } from './NotSetUp'
import { dayOf, dayText, timeOf } from './post-words'
import './moments.css'

const TITLE = '朋友圈'

/** What guides are to publish, and how far each has come. */
export function MomentListPage() {
  const moments = useMoments()
  const state = useWecomState(false)
  if (state.data?.isOn === false) return <NoWecom title={TITLE} />
  if (moments.isError && !moments.data) return <Failed error={moments.error} again={() => void moments.refetch()} />
  if (!moments.data) return <PageSkeleton />
  const [first] = moments.data.pages
  const make = (
    <Can permission="community.write">
      <Link to="/moments/new">
        <Button type="primary">新建朋友圈</Button>
      </Link>
    </Can>
  )
  return (
    <>
      <PageHead title={TITLE} note={`到点后交给导购，导购在企业微信里发表后客户才看得到。本月已安排 ${first?.monthCount ?? 0} 条。`} actions={make} />
      {first?.advice && <Alert className="post-advice" type="info" showIcon title={first.advice} />}
      <Panel flush>
        <ListTable<MomentView>
          name={TITLE}
          rowKey={(one) => one.id}
          rows={moments.data.pages.flatMap((page) => page.items)}
          width={900}
          empty={<Empty title="还没有朋友圈" hint="写好文字，配上图片或一个商品链接，由导购在各自的朋友圈里发表。" action={make} />}
          columns={[
            {
              title: '内容',
              part: 'head',
              render: (one) => (
                <Link to={`/moments/${one.id}`} className="plain-link moment-words">
                  <span>{one.content.text}</span>
                  <small>
                    {one.linkTitle ? `链接：${one.linkTitle}` : one.pictureUrls.length ? `${one.pictureUrls.length} 张图片` : '只有文字'}，{seenBy(one)}
                  </small>
                </Link>
              ),
            },
            { title: '状态', width: 140, render: (one) => <StateTag state={MOMENT_TONE[one.state]} text={stateText(one)} /> },
            { title: '发表时间', width: 130, render: (one) => `${dayText(dayOf(one.plannedAt))} ${timeOf(one.plannedAt)}` },
            { title: '导购', width: 150, render: (one) => guidesText(one) },
            { title: '可见客户', width: 100, align: 'right', render: (one) => figure(one, one.customers) },
            { title: '进店', width: 80, align: 'right', render: (one) => figure(one, one.visitors) },
            { title: '订单', width: 80, align: 'right', render: (one) => figure(one, one.orders) },
          ]}
        />
        {moments.hasNextPage && (
          <div className="moment-more">
            <Button loading={moments.isFetchingNextPage} onClick={() => void moments.fetchNextPage()}>
              看更早的
            </Button>
          </div>
        )}
      </Panel>
    </>
  )
}

const figure = (moment: MomentView, value: number): number | string => (hasBegun(moment) ? value : '—')
