export { default } from '@/features/member-card'
