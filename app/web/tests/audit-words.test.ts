import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ACTIONS } from '../admin/features/governance/words'

test('the audit is filtered by the very actions that the server records, in its words', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../domain/governance/audit.py'), 'utf8')
  const [, table = ''] = /^ACTION_TEXTS = \{\n([^}]*)\}/m.exec(source) ?? []
  const recorded = [...table.matchAll(/^ {4}"([a-z_.]+)": "([^"]+)",$/gm)].map(([, value, label]) => ({ value, label }))
  expect(recorded.length).toBeGreaterThan(20)
  expect(ACTIONS).toEqual(recorded)
})
