import { Button, Input, Segmented, Select, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { DeskDetail, DeskUgc, QueueName, Verb } from '../../../shared/api/shapes-ugc'
import { useShortcuts } from '../../shared/hooks'
import { api } from '../../shared/session'
import { Empty, Failed, PageHead } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { STALE, useCounts, useDecide, useDesk } from './data'
import { RefuseDialog } from './RefuseDialog'
import './ugc.css'
import { UgcCard } from './UgcCard'
import { UgcDrawer } from './UgcDrawer'
import { KIND_CHOICES, QUEUES, VERB_TEXT, verbsOf } from './words'

/** 评价与晒单: a person goes through what the machine left, by keyboard or many at once. */
export function UgcDeskPage() {
  const [params, setParams] = useSearchParams()
  const queue = (QUEUES.find((one) => one.value === params.get('queue')) ?? QUEUES[0]!).value
  const wanted = { queue, kind: params.get('kind'), q: params.get('q') }
  const counts = useCounts()
  const desk = useDesk(wanted)
  const items = desk.data?.pages.flatMap((page) => page.items) ?? []
  const [here, setHere] = useState(0)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<{ verb: Verb; ids: string[] } | null>(null)
  const [looking, setLooking] = useState<string | null>(null)
  const clear = (): void => {
    setPicked(new Set())
    setAsking(null)
  }
  const decide = useDecide(clear)
  const place = `${queue}/${wanted.kind ?? ''}/${wanted.q ?? ''}`
  useEffect(() => {
    clear()
    setHere(0)
  }, [place])
  const current = items[Math.min(here, items.length - 1)]
  const act = (verb: Verb, ids: string[]): void => {
    if (ids.length === 0 || decide.isPending) return
    if (verb === 'show') decide.mutate({ ids, verb, reason: '', isFraud: false })
    else setAsking({ verb, ids })
  }
  const press = (verbs: readonly Verb[]) => (event: KeyboardEvent) => {
    const verb = current && verbsOf(current.state).find((one) => verbs.includes(one))
    if (!current || !verb) return
    event.preventDefault()
    act(verb, picked.size > 0 ? [...picked] : [current.id])
  }
  const pick = (id: string, isPicked: boolean): void => {
    const next = new Set(picked)
    if (isPicked) next.add(id)
    else next.delete(id)
    setPicked(next)
  }
  useShortcuts({
    j: () => setHere(Math.min(here + 1, items.length - 1)),
    k: () => setHere(Math.max(here - 1, 0)),
    x: () => current && pick(current.id, !picked.has(current.id)),
    a: press(['show']),
    r: press(['refuse', 'hide']),
    Enter: () => current && setLooking(current.id),
  })
  const set = (name: string, value: string | null): void => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true })
  }
  const numbers = counts.data
  const common = items.length > 0 && items[0] ? verbsOf(items[0].state) : []
  return (
    <>
      <PageHead title="评价与晒单" note={QUEUES.find((one) => one.value === queue)?.hint || '顾客写下的评价、追评和晒单。'} />
      <div className="ugc-tools">
        <Segmented<QueueName>
          value={queue}
          options={QUEUES.map((one) => ({ value: one.value, label: numbers ? `${one.label} ${numbers[one.value]}` : one.label }))}
          onChange={(value) => set('queue', value)}
        />
        <Select aria-label="类型" allowClear placeholder="全部类型" value={wanted.kind} options={KIND_CHOICES} className="ugc-kind" onChange={(value) => set('kind', value ?? null)} />
        <Input.Search allowClear aria-label="搜索内容" placeholder="内容、昵称或商品" defaultValue={wanted.q ?? ''} maxLength={64} className="ugc-search" onSearch={(value) => set('q', value.trim() || null)} />
        <span className="muted ugc-keys">j k 上下　a 通过　r 拒绝　x 选中　回车 经过</span>
      </div>
      {desk.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {desk.isError && items.length === 0 && <Failed error={desk.error} again={() => void desk.refetch()} />}
      {desk.isSuccess && items.length === 0 && <Empty title={queue === 'waiting' ? '没有等您看的内容' : '这里没有内容'} hint={queue === 'waiting' ? '微信拿不准的内容会出现在这里。' : '换个条件看看。'} />}
      <div className="ugc-list">
        {items.map((item, position) => (
          <UgcCard key={item.id} item={item} isHere={item.id === current?.id} isPicked={picked.has(item.id)} onPick={(isPicked) => pick(item.id, isPicked)} onHere={() => setHere(position)}>
            <Buttons item={item} busy={decide.isPending} act={(verb) => act(verb, [item.id])} look={() => setLooking(item.id)} />
          </UgcCard>
        ))}
      </div>
      {desk.hasNextPage && (
        <Button block loading={desk.isFetchingNextPage} onClick={() => void desk.fetchNextPage()}>
          再看 20 条
        </Button>
      )}
      {picked.size > 0 && (
        <div className="ugc-bulk" role="region" aria-label="批量操作">
          <b>已选 {picked.size} 条</b>
          {common.map((verb) => (
            <Button key={verb} type={verb === 'show' ? 'primary' : 'default'} danger={verb !== 'show'} loading={decide.isPending} onClick={() => act(verb, [...picked])}>
              {VERB_TEXT[verb]} {picked.size} 条
            </Button>
          ))}
          <Button type="text" onClick={() => setPicked(new Set(items.map((item) => item.id)))}>
            选中列出的 {items.length} 条
          </Button>
          <Button type="text" onClick={clear}>
            取消选择
          </Button>
        </div>
      )}
      {asking && (
        <RefuseDialog
          verb={asking.verb}
          count={asking.ids.length}
          pending={decide.isPending}
          close={() => setAsking(null)}
          done={(reason, isFraud) => decide.mutate({ ids: asking.ids, verb: asking.verb, reason, isFraud })}
        />
      )}
      {looking && <UgcDrawer id={looking} close={() => setLooking(null)} />}
    </>
  )
}

function Buttons({ item, busy, act, look }: { item: DeskUgc; busy: boolean; act: (verb: Verb) => void; look: () => void }) {
  const feature = useWrite({
    send: (isFeatured: boolean) => api.put<DeskDetail>(`/ugc/${item.id}/featured`, { isFeatured }),
    done: (_, isFeatured) => (isFeatured ? '已设为精选，会排在最前面，也可以用在群内容里' : '已取消精选'),
    stale: STALE,
  })
  const settle = useWrite({ send: () => api.post<DeskDetail>(`/ugc/${item.id}/reports/settle`), done: '已驳回举报，内容继续展示', stale: STALE })
  const isShown = item.state === 'visible'
  return (
    <>
      <Button type="text" onClick={look}>
        {isShown && item.kind === 'review' ? (item.reply ? '改回复' : '回复') : '经过'}
      </Button>
      {isShown && item.kind !== 'follow_up' && (
        <Button loading={feature.isPending} onClick={() => feature.mutate(!item.isFeatured)}>
          {item.isFeatured ? '取消精选' : '设为精选'}
        </Button>
      )}
      {item.reports.length > 0 && (
        <Button loading={settle.isPending} onClick={() => settle.mutate(undefined)}>
          驳回举报
        </Button>
      )}
      {verbsOf(item.state).map((verb) => (
        <Button key={verb} type={verb === 'show' ? 'primary' : 'default'} danger={verb !== 'show'} disabled={busy} onClick={() => act(verb)}>
          {VERB_TEXT[verb]}
        </Button>
      ))}
    </>
  )
}
