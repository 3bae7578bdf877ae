import { Alert } from 'antd'
import { Link } from 'react-router'
import type { PostWeek } from '../../../shared/api/shapes-community'
import { dayOf, dayText, timeOf, useText } from './post-words'
import './posts.css'

/** How much of WeCom's limit is used up, and where it is set. */
export function PostUse({ use }: { use: PostWeek['use'] }) {
  return (
    <p className="post-use">
      <span>{useText(use)}</span> <Link to="/group-posts/rules">次数规则</Link>
    </p>
  )
}

/** Posts of any week whose outcome a person has to find out. */
export function PostsInDoubt({ posts }: { posts: PostWeek['inDoubt'] }) {
  if (posts.length === 0) return null
  return (
    <Alert
      className="post-advice"
      type="warning"
      showIcon
      title={`${posts.length} 条内容的群发结果未知，请到企业微信确认后处理`}
      description={
        <ul className="post-doubts">
          {posts.map((post) => (
            <li key={post.id}>
              <Link to={`/group-posts/${post.id}`}>
                {dayText(dayOf(post.plannedAt))} {timeOf(post.plannedAt)}　{post.text}
              </Link>
            </li>
          ))}
        </ul>
      }
    />
  )
}
