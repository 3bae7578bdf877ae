import type { AddressIn } from '@siyu/client/shapes'

export const TAGS = ['家', '公司', '学校']

/** The first thing that is missing or wrong, in the order of the form; the server checks again. */
export const faultOf = (form: AddressIn): { field: keyof AddressIn; text: string } | null => {
  if (!form.name) return { field: 'name', text: '请填写收货人姓名' }
  if (!/^1[3-9]\d{9}$/.test(form.phone)) return { field: 'phone', text: '请填写 11 位手机号' }
  if (!form.province || !form.city || !form.district) return { field: 'province', text: '请选择所在地区' }
  if (form.detail.length < 4) return { field: 'detail', text: '请把地址写详细些，方便送达' }
  return null
}
