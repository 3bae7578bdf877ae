export { default } from '@/features/flash/list'
