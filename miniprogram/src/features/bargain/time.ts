/** The phone's own time at which something ends that the server says ends at `until`, when its clock showed `now`: phones go wrong by minutes. */
export const endsHere = (until: string, now: string, hereMs: number = Date.now()): string =>
  new Date(hereMs + Date.parse(until) - Date.parse(now)).toISOString()
