import type { ReactNode } from 'react'

export interface Column<T> {
  key: string
  title: string
  render: (row: T) => ReactNode
  /** The cell as plain text, for the export. */
  text: (row: T) => string | number
  /** Numbers and money stand right. */
  numeric?: boolean
  width?: number
  /** Not shown until someone chooses it. */
  optional?: boolean
}

export interface Choice {
  value: string
  label: string
}

export type Filter =
  /** With `initial` the list has no “all”: that choice holds while the URL names none. */
  | { kind: 'choice'; name: string; label: string; choices: Choice[]; initial?: string }
  | { kind: 'select'; name: string; label: string; choices: Choice[] }
  | { kind: 'search'; name: string; placeholder: string; label: string }
  | { kind: 'dates'; name: string; until: string; label: string }
  | { kind: 'flag'; name: string; label: string }

export interface SavedView {
  name: string
  /** The filters as a query string, without the place in the list. */
  search: string
}
