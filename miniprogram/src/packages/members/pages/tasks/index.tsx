export { default } from '@/features/play/tasks'
