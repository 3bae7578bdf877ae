export default definePageConfig({ navigationBarTitleText: '晒单', enablePullDownRefresh: true, onReachBottomDistance: 600 })
