import type { Page } from '../../../shared/api/shapes'
import type { Column } from './types'

/** An export ends here; whoever needs more narrows the filters. */
export const EXPORT_ROWS_MAX = 5_000
const EXPORT_PAGE_ROWS = 100

/** One cell. Text that a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

/** Rows as CSV with a byte order mark, so that Excel reads the Chinese as UTF-8. */
export function csvText<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const lines = [columns.map((column) => csvCell(column.title)), ...rows.map((row) => columns.map((column) => csvCell(column.text(row))))]
  return `\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

export interface Exported<T> {
  rows: T[]
  cut: boolean
}

/** Walks a list page by page, telling how many rows it has. */
export async function collect<T>(
  fetchPage: (cursor: string | null, limit: number) => Promise<Page<T>>,
  onProgress: (rows: number) => void,
): Promise<Exported<T>> {
  const rows: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await fetchPage(cursor, EXPORT_PAGE_ROWS)
    rows.push(...page.items)
    onProgress(rows.length)
    cursor = page.nextCursor
  } while (cursor && rows.length < EXPORT_ROWS_MAX)
  return { rows: rows.slice(0, EXPORT_ROWS_MAX), cut: cursor !== null || rows.length > EXPORT_ROWS_MAX }
}

/** Hands a file to the browser's downloads. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the file by the next minute; until then the address must live.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
