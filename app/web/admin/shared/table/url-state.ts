import { dayEnd, dayStart } from '../../../shared/format/time'
import type { Query } from '../../../shared/api/client'
import type { Filter } from './types'

/** The filters set in a URL, by name. Unknown parameters are left out. */
export type FilterValues = Record<string, string>

const namesOf = (filter: Filter): string[] => (filter.kind === 'dates' ? [filter.name, filter.until] : [filter.name])

export function readFilters(params: URLSearchParams, filters: readonly Filter[]): FilterValues {
  const values: FilterValues = {}
  for (const name of filters.flatMap(namesOf)) {
    const value = params.get(name)
    if (value) values[name] = value
  }
  return values
}

/** The URL after a change of filters: other parameters stay, the place in the list (`cursor`) is given up. */
export function withFilters(params: URLSearchParams, change: Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') next.delete(name)
    else next.set(name, value)
  }
  next.delete('cursor')
  return next
}

/** The query that the server is asked: days become half-open ranges of instants. */
export function queryOf(values: FilterValues, filters: readonly Filter[]): Query {
  const query: Query = {}
  for (const filter of filters) {
    if (filter.kind === 'dates') {
      const from = values[filter.name]
      const until = values[filter.until]
      if (from) query[filter.name] = dayStart(from)
      if (until) query[filter.until] = dayEnd(until)
    } else {
      const value = values[filter.name] ?? (filter.kind === 'choice' ? filter.initial : undefined)
      if (value) query[filter.name] = value
    }
  }
  return query
}

export interface Chip {
  key: string
  text: string
  /** Parameters to clear. */
  clears: string[]
}

/** One chip per filter that is set, in the order of the filters. */
export function chipsOf(values: FilterValues, filters: readonly Filter[]): Chip[] {
  const chips: Chip[] = []
  for (const filter of filters) {
    const value = values[filter.name]
    if (filter.kind === 'dates') {
      const until = values[filter.until]
      if (value || until) {
        const text = value === until ? value : `${value ?? '最早'} 至 ${until ?? '现在'}`
        chips.push({ key: filter.name, text: `${filter.label}：${text}`, clears: namesOf(filter) })
      }
    } else if (value) {
      const shown = 'choices' in filter ? (filter.choices.find((choice) => choice.value === value)?.label ?? value) : value
      chips.push({ key: filter.name, text: filter.kind === 'flag' ? filter.label : `${filter.label}：${shown}`, clears: [filter.name] })
    }
  }
  return chips
}

/** The part of the URL that a saved view keeps: filters in a stable order, no place. */
export function viewSearch(params: URLSearchParams, filters: readonly Filter[]): string {
  const values = readFilters(params, filters)
  return new URLSearchParams(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))).toString()
}
