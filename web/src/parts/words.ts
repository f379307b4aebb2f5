const figures = new Intl.NumberFormat('en-US')

/** "3,412". */
export function count(value: number): string {
  return figures.format(value)
}

/** "1 organization", "212 organizations". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** "940 B", "12.4 kB", "3.1 MB". */
export function bytes(value: number): string {
  if (value < 1000) return `${String(value)} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let size = value
  let unit = -1
  while (size >= 999.95 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${size.toFixed(1)} ${units[unit] ?? ''}`
}

/** The two letters that stand for a name: "Northbridge IT" is NI, "Acme" is Ac. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const [first, second] = words
  if (!first) return '?'
  if (!second) return first.slice(0, 2)
  return (first.charAt(0) + second.charAt(0)).toUpperCase()
}

/** "a, b and c". */
export function listed(words: string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1] ?? ''}`
}
