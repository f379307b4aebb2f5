import type { Tile } from '../api/contract'

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Whether a tile answers a search: every word stands in its name, its lines or its categories. */
export function matches(tile: Tile, search: string, categoryNames: ReadonlyMap<string, string>): boolean {
  const words = folded(search).split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const categories = tile.categories.map((id) => categoryNames.get(id) ?? id).join(' ')
  const text = folded(
    `${tile.name} ${tile.summary} ${tile.description} ${(tile.aliases ?? []).join(' ')} ${categories}`,
  )
  return words.every((word) => text.includes(word))
}
