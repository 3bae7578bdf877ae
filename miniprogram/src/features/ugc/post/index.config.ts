export default definePageConfig({ navigationBarTitleText: '晒单', enableShareAppMessage: true })
