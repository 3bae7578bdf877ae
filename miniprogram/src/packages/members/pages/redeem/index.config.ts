export default definePageConfig({ navigationBarTitleText: '积分商城', onReachBottomDistance: 400 })
