export { default } from '@/features/own-data'
