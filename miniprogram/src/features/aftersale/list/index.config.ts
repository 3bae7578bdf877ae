export default definePageConfig({ navigationBarTitleText: '我的售后', onReachBottomDistance: 300 })
