export { default } from '@/features/play/redeem'
