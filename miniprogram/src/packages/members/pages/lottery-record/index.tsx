export { default } from '@/features/play/record'
