import { Button } from 'antd'
import { Link, useRouteError } from 'react-router'
import { Problem } from '../../shared/api/problem'
import { Empty, Failed } from '../shared/ui/page'

/** Shown when a page itself breaks, e.g. after a new version was put in place under an open tab. */
export function Broken() {
  const error = useRouteError()
  if (error instanceof Problem) return <Failed error={error} again={() => location.reload()} />
  return (
    <Empty
      title="这个页面没有打开"
      hint="可能刚更新了版本，重新加载通常就好。没有保存的商品修改还在本机。"
      action={
        <Button type="primary" onClick={() => location.reload()}>
          重新加载
        </Button>
      }
    />
  )
}

export function NotFound() {
  return (
    <Empty
      title="没有这个页面"
      hint="链接可能写错了，或页面已经移走。"
      action={
        <Link to="/">
          <Button type="primary">回到概览</Button>
        </Link>
      }
    />
  )
}
