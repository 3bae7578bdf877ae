export { default } from '@/features/play/check-in'
