export { default } from '@/features/points'
