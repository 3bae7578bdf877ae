import { useState } from 'react'

/** A value kept in this browser. A damaged entry counts as none. */
export function useKept<T>(key: string, initial: T): [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => readKept<T>(key) ?? initial)
  return [
    value,
    (next) => {
      setValue(next)
      writeKept(key, next)
    },
  ]
}

export function readKept<T>(key: string): T | null {
  const text = localStorage.getItem(key)
  if (text === null) return null
  try {
    return JSON.parse(text) as T
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    localStorage.removeItem(key)
    return null
  }
}

/** Keeps a value; null forgets it. Returns false when the browser has no room for it. */
export function writeKept(key: string, value: unknown): boolean {
  if (value === null) {
    localStorage.removeItem(key)
    return true
  }
  try {
    localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return false
  }
}
