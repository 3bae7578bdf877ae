export { default } from '@/features/coupons/centre'
