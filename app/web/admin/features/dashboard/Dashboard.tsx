import { useQuery } from '@tanstack/react-query'
import { Badge } from 'antd'
import { Link } from 'react-router'
import type { Dashboard as Figures } from '../../../shared/api/shapes-office'
import { price } from '../../../shared/format/money'
import { needsOf } from '../../shared/attention'
import { useNow } from '../../shared/hooks'
import { useOperator } from '../../shared/permission'
import { api } from '../../shared/session'
import { Photo } from '../../shared/ui/bits'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import './dashboard.css'
import { DaysChart, HoursChart } from './charts'
import { Tiles } from './Tiles'

const LIVE_MS = 10_000

/** The home: how is today going, what needs me, what sells. */
export function Dashboard() {
  const figures = useQuery({
    queryKey: ['dashboard'],
    queryFn: ({ signal }) => api.get<Figures>('/dashboard', {}, signal),
    refetchInterval: LIVE_MS,
  })
  if (figures.isError && !figures.data) return <Failed error={figures.error} again={() => void figures.refetch()} />
  if (!figures.data) return <PageSkeleton />
  return (
    <>
      <PageHead title="今日概览" note={<Live updatedMs={figures.dataUpdatedAt} broken={figures.isError} />} />
      <Tiles figures={figures.data} />
      <div className="dash-grid">
        <HoursChart hourly={figures.data.hourly} />
        <Needs figures={figures.data} />
        <DaysChart days={figures.data.days} />
        <TopProducts figures={figures.data} />
      </div>
    </>
  )
}

function Live({ updatedMs, broken }: { updatedMs: number; broken: boolean }) {
  const now = useNow(5_000)
  const seconds = Math.max(0, Math.round((now - updatedMs) / 1_000))
  return broken ? (
    <Badge status="error" text={`没有取到新数据，显示的是 ${seconds} 秒前的`} />
  ) : (
    <Badge status="success" text={seconds < 12 ? '实时，每 10 秒更新' : `${seconds} 秒前更新`} />
  )
}

function Needs({ figures }: { figures: Figures }) {
  const { permissions } = useOperator()
  const needs = needsOf(figures.attention, permissions)
  return (
    <Panel title="需要我处理">
      {needs.length === 0 && <Empty title="都处理好了" hint="有新的待办会出现在这里。" />}
      <ul className="need-list">
        {needs.map((need) => (
          <li key={need.key}>
            <Link to={need.to} className={need.urgent ? 'need need-urgent' : 'need'}>
              <span>
                {need.text}
                <small>{need.hint}</small>
              </span>
              <b>{need.count}</b>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const shorten = (title: string): string => ([...title].length > 12 ? `${[...title].slice(0, 11).join('')}…` : title)

function TopProducts({ figures }: { figures: Figures }) {
  const [first] = figures.topProducts
  return (
    <Panel title={first ? `“${shorten(first.title)}”今天卖得最多` : '今天还没有卖出'}>
      {!first && <Empty title="等第一单" hint="有人付款后，这里按件数排出前几名。" />}
      <ol className="top-list">
        {figures.topProducts.slice(0, 6).map((product, place) => (
          <li key={product.id}>
            <span className="top-place">{place + 1}</span>
            <Photo src={product.coverUrl} size={40} />
            <Link to={`/products/${product.id}`} className="top-title">
              {product.title}
            </Link>
            <span className="top-figures">
              <b>{product.quantity} 件</b>
              <small>{price(product.gmvFen)}</small>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
