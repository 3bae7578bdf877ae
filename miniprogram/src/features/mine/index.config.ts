// A browser has its own bar above; WeChat needs the title and room for its capsule.
export default definePageConfig({ ...(process.env.TARO_ENV === 'h5' ? { navigationStyle: 'custom' as const } : {}), navigationBarTitleText: '我的', navigationBarBackgroundColor: '#F6F4F0' })
