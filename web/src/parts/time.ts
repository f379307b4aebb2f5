const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** "12 Nov", with the year when it is another one than now's. */
export function shortDate(at: Date, now: Date): string {
  const text = `${String(at.getDate())} ${months[at.getMonth()] ?? ''}`
  return at.getFullYear() === now.getFullYear() ? text : `${text} ${String(at.getFullYear())}`
}

/** "09:12" in the reader's zone. */
export function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`
}

/**
 * Relative up to a day ("4 min ago", "in 3 h"), a date after that. A clock that runs a little ahead of ours
 * says "just now", never "in 3 s".
 */
export function relativeTime(value: string, now: Date): string {
  const at = new Date(value)
  const past = now.getTime() - at.getTime()
  if (Number.isNaN(past)) return ''
  const span = Math.abs(past)
  if (span < minute) return 'just now'
  if (span >= day) return shortDate(at, now)
  const amount =
    span < hour ? `${String(Math.floor(span / minute))} min` : `${String(Math.floor(span / hour))} h`
  return past > 0 ? `${amount} ago` : `in ${amount}`
}

/** The exact time with its zone, for tooltips: "12 Nov 2026, 09:12:44 UTC+1". */
export function exactTime(value: string): string {
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return ''
  const offset = -at.getTimezoneOffset()
  const sign = offset < 0 ? '-' : '+'
  const whole = Math.floor(Math.abs(offset) / 60)
  const rest = Math.abs(offset) % 60
  const zone = offset === 0 ? 'UTC' : `UTC${sign}${String(whole)}${rest ? `:${two(rest)}` : ''}`
  return `${String(at.getDate())} ${months[at.getMonth()] ?? ''} ${String(at.getFullYear())}, ${clock(at)}:${two(at.getSeconds())} ${zone}`
}

/** Since when, in a sentence: "09:12 today", "09:12 yesterday", "12 Nov". */
export function sinceWords(value: string, now: Date): string {
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return ''
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  if (at.getTime() >= midnight) return `${clock(at)} today`
  if (at.getTime() >= midnight - day) return `${clock(at)} yesterday`
  return shortDate(at, now)
}

/** "212 ms", "3.4 s", "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < 1000) return `${String(Math.round(ms))} ms`
  if (ms < minute) return `${(ms / 1000).toFixed(1)} s`
  return `${String(Math.floor(ms / minute))} min ${String(Math.round((ms % minute) / 1000))} s`
}
