import { View } from '@tarojs/components'
import { bootstrapStore } from '@/shared/api/bootstrap'
import { useStore } from '@/shared/lib/store'
import './index.scss'

const PARTS: { title: string; lines: string[] }[] = [
  { title: '我们收集什么', lines: ['微信账号标识：登录时由微信提供，用来认出您的会员身份。', '手机号：只在您点按授权后取得，用于订单通知与售后联系。', '收货人姓名、电话、地址：您填写后用于配送。', '浏览与订单记录：用于展示订单、处理售后与改进商品。', '生日、宝宝的预产期或出生年月：您填写后用于推荐合适的商品，可以随时修改或删除宝宝信息。', '设备类型：只记录手机或电脑的系统种类，以及从小程序还是网页访问，不记录设备号。'] },
  { title: '我们怎样保护', lines: ['姓名、电话、地址加密保存，页面与后台默认只显示部分内容。', '工作人员查看完整信息需要权限与理由，并留有记录。', '支付由微信支付完成，我们不接触您的银行卡信息。'] },
  { title: '会交给谁', lines: ['配送所需的收件信息会交给承运的快递公司。', '除法律要求外，不向其他人提供您的个人信息。'] },
  { title: '您的权利', lines: ['可以随时查看、修改昵称、手机号与收货地址。', '可以在「设置 · 我的数据」里导出您的数据、撤回营销授权、注销账号。', '不同意本指引时，仍可浏览商品、使用购物车。'] },
]

export default function PrivacyPage() {
  const shop = useStore(bootstrapStore)
  return (
    <View className='privacy page'>
      <View className='privacy__title'>隐私保护指引</View>
      <View className='muted'>{shop ? `版本 ${shop.privacyVersion} · ${shop.disclosures.company}` : ''}</View>
      {PARTS.map((part) => (
        <View key={part.title} className='privacy__part'>
          <View className='card-title'>{part.title}</View>
          {part.lines.map((line) => <View key={line} className='privacy__line'>{line}</View>)}
        </View>
      ))}
    </View>
  )
}
