import Taro from '@tarojs/taro'
import { ApiError, type Problem } from '@siyu/client/client'
import type { Upload } from '@siyu/client/shapes'
import { API_BASE, uuid } from '../lib/env'
import { tokenStore } from './token'

/** Sends one picture by its temporary path. */
export const uploadImage = async (filePath: string): Promise<Upload> => {
  const answer = await Taro.uploadFile({
    url: `${API_BASE}/uploads`, filePath, name: 'file', fileName: 'evidence.jpg',
    header: { Authorization: `Bearer ${tokenStore.get() ?? ''}`, 'Idempotency-Key': uuid() },
  })
  const body: unknown = typeof answer.data === 'string' ? JSON.parse(answer.data) : answer.data
  if (answer.statusCode >= 400) throw new ApiError(answer.statusCode, body as Problem)
  return body as Upload
}
