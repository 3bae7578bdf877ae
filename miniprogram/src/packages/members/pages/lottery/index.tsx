export { default } from '@/features/play/lottery'
