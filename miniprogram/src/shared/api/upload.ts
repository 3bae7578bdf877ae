import Taro from '@tarojs/taro'
import { ApiError, type Problem } from '@siyu/client/client'
import type { Upload } from '@siyu/client/shapes'
import { API_BASE, uuid } from '../lib/env'
import { tokenStore } from './token'

/** Sends one picture by its temporary path; tells how much of it has gone, where the phone can say so. */
export const uploadImage = async (filePath: string, onProgress?: (percent: number) => void): Promise<Upload> => {
  const task = Taro.uploadFile({
    url: `${API_BASE}/uploads`, filePath, name: 'file', fileName: 'evidence.jpg',
    header: { Authorization: `Bearer ${tokenStore.get() ?? ''}`, 'Idempotency-Key': uuid() },
  })
  if (onProgress) task.progress?.(({ progress }) => onProgress(progress))
  const answer = await task
  const body: unknown = typeof answer.data === 'string' ? JSON.parse(answer.data) : answer.data
  if (answer.statusCode >= 400) throw new ApiError(answer.statusCode, body as Problem)
  return body as Upload
}
