export { default } from '@/features/flash/queue'
