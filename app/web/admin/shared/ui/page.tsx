import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { Problem } from '../../../shared/api/problem'
import { usePageTitle } from '../hooks'
import './page.css'

/** A page's head: title, one line of what it is for, and its actions. */
export function PageHead(props: { title: string; note?: ReactNode; actions?: ReactNode; back?: { to: string; text: string } }) {
  usePageTitle(props.title)
  return (
    <header className="page-head">
      <div className="page-head-words">
        {props.back && (
          <Link to={props.back.to} className="page-back">
            <ArrowLeftOutlined aria-hidden /> {props.back.text}
          </Link>
        )}
        <h1>{props.title}</h1>
        {props.note && <div className="page-note">{props.note}</div>}
      </div>
      {props.actions && <div className="page-actions">{props.actions}</div>}
    </header>
  )
}

/** A white surface with a heading. */
export function Panel(props: { title?: ReactNode; extra?: ReactNode; flush?: boolean; className?: string; children: ReactNode }) {
  return (
    <section className={`panel ${props.flush ? 'panel-flush' : ''} ${props.className ?? ''}`}>
      {(props.title || props.extra) && (
        <div className="panel-head">
          {props.title && <h2>{props.title}</h2>}
          {props.extra && <div className="panel-extra">{props.extra}</div>}
        </div>
      )}
      {props.children}
    </section>
  )
}

/** What is shown when nothing could be loaded: what happened, and a way on. */
export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const problem = error instanceof Problem ? error : null
  const forbidden = problem?.status === 403
  const missing = problem?.status === 404
  return (
    <Empty
      title={forbidden ? '您没有查看这里的权限' : missing ? '没有找到' : '没有加载出来'}
      hint={problem?.detail ?? '页面出了问题，请重新加载。'}
      action={
        <>
          <div className="empty-actions">
            {again && !forbidden && !missing && (
              <Button type="primary" onClick={again}>
                再试一次
              </Button>
            )}
            <Link to="/">
              <Button>回到概览</Button>
            </Link>
          </div>
          {problem?.requestId && <p className="request-id">问题编号 {problem.requestId}</p>}
        </>
      }
    />
  )
}

/** An empty place that offers a way on. */
export function Empty({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="empty">
      <svg width="72" height="56" viewBox="0 0 72 56" aria-hidden="true">
        <ellipse cx="36" cy="50" rx="30" ry="5" fill="var(--sunken)" />
        <path d="M36 48V24" stroke="var(--sage-600)" strokeWidth="2.5" strokeLinecap="round" />
        <path d="M36 30c-12 0-16-7-16-14 9 0 16 4 16 14Z" fill="var(--sage-100)" stroke="var(--sage-600)" strokeWidth="1.5" />
        <path d="M36 25c0-11 6-16 15-17 1 10-5 17-15 17Z" fill="var(--brand-100)" stroke="var(--brand-500)" strokeWidth="1.5" />
      </svg>
      <p className="empty-title">{title}</p>
      {hint && <p className="empty-hint">{hint}</p>}
      {action}
    </div>
  )
}

/** The shape of a detail page while it loads. */
export function PageSkeleton() {
  return (
    <div className="page-skeleton" aria-busy="true" aria-label="正在加载">
      <Skeleton active title={{ width: 220 }} paragraph={{ rows: 1, width: 360 }} />
      <div className="panel">
        <Skeleton active paragraph={{ rows: 6 }} />
      </div>
      <div className="panel">
        <Skeleton active paragraph={{ rows: 4 }} />
      </div>
    </div>
  )
}

/** Pairs of a name and a value. */
export function Facts({ items }: { items: (readonly [string, ReactNode] | null | false)[] }) {
  return (
    <dl className="facts">
      {items.map(
        (item) =>
          item && (
            <div key={item[0]}>
              <dt>{item[0]}</dt>
              <dd>{item[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
