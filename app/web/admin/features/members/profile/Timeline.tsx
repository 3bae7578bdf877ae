import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { Link } from 'react-router'
import type { Page } from '../../../../shared/api/shapes'
import type { TimelineItem } from '../../../../shared/api/shapes-tags'
import { api } from '../../../shared/session'
import { When } from '../../../shared/ui/bits'
import { Failed, Panel } from '../../../shared/ui/page'

const ROWS = 15
const PAGES: Record<string, string> = { order: '/orders', payment: '/orders', ended: '/orders', after_sale: '/after-sales', refund: '/after-sales' }

/** Everything that has happened with the member, the latest first. */
export function Timeline({ memberId }: { memberId: string }) {
  const list = useInfiniteQuery({
    queryKey: ['member-timeline', memberId],
    queryFn: ({ pageParam, signal }) => api.get<Page<TimelineItem>>(`/members/${memberId}/timeline`, { cursor: pageParam, limit: ROWS }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Panel title="时间线">
      {list.isError && items.length === 0 && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Skeleton active title={false} />}
      <ol className="member-timeline">
        {items.map((item) => (
          <li key={`${item.kind}:${item.id}:${item.at}`} className={`event-${item.kind}`}>
            <span>
              {item.targetId && PAGES[item.kind] ? <Link to={`${PAGES[item.kind]}/${item.targetId}`}>{item.title}</Link> : <b>{item.title}</b>}
              <small>
                <When at={item.at} />
              </small>
            </span>
            {item.text && <p>{item.text}</p>}
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          更早的
        </Button>
      )}
    </Panel>
  )
}
