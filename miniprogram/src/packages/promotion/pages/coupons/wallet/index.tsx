export { default } from '@/features/coupons/wallet'
