export { default } from '@/features/bargain/detail'
