export { default } from '@/features/subscription'
