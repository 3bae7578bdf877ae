import path from 'node:path'
import { defineConfig } from 'vitest/config'

const here = import.meta.dirname

export default defineConfig({
  resolve: { alias: { '@siyu/client': path.resolve(here, '../app/client/src'), '@': path.resolve(here, 'src') } },
  test: { include: ['tests/**/*.test.ts'], testTimeout: 15_000 },
})
