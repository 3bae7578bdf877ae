import Taro from '@tarojs/taro'

/** Into WeChat: a file that can be sent to a chat, for it has no folder of one's own to save to. */
export const keep = async (name: string, content: string): Promise<void> => {
  const path = `${Taro.env.USER_DATA_PATH}/${name}`
  Taro.getFileSystemManager().writeFileSync(path, content, 'utf8')
  await Taro.shareFileMessage({ filePath: path, fileName: name })
}
