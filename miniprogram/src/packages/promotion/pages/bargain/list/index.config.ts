export default definePageConfig({ navigationBarTitleText: '砍价', onReachBottomDistance: 400 })
