export default definePageConfig({ navigationBarTitleText: '我的宝宝', enablePullDownRefresh: true })
