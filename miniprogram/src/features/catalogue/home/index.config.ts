export default definePageConfig({ navigationBarTitleText: '暖禾', enablePullDownRefresh: true, navigationBarBackgroundColor: '#F6F4F0', onReachBottomDistance: 400 })
