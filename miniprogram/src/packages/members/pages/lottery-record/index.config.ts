export default definePageConfig({ navigationBarTitleText: '抽奖记录与验证' })
