export default definePageConfig({ navigationBarTitleText: '我的', navigationBarBackgroundColor: '#F6F4F0' })
