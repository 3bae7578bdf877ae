/** What lives as long as the window: in sessionStorage, or in memory where a web view has none. */
const memory = new Map<string, string>()
const PREFIX = 'siyu.sidebar.'

export function kept(name: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? memory.get(name) ?? null
  } catch {
    return memory.get(name) ?? null
  }
}

/** null forgets. */
export function keep(name: string, value: string | null): void {
  if (value === null) memory.delete(name)
  else memory.set(name, value)
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name)
    else sessionStorage.setItem(PREFIX + name, value)
  } catch {
    // Memory has it.
  }
}
