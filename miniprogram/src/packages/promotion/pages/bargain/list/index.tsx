export { default } from '@/features/bargain/list'
