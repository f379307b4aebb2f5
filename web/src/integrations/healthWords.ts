import type { Health, InstalledTile } from '../api/contract'
import { duration, relativeTime, sinceWords } from '../parts/time'
import { count } from '../parts/words'

/** The line under an installed tile: its health, and how far its mapping is. */
export function tileWords(tile: InstalledTile, now: Date): string {
  const parts: string[] = []
  const { health, mapping, connections } = tile
  if (health.state === 'healthy') {
    parts.push(
      health.checked_at ? `Tested ${relativeTime(health.checked_at, now)}` : health.text || 'Connected',
    )
  } else {
    parts.push(health.text || health.headline || 'Not configured')
  }
  if (health.state === 'healthy' && mapping) {
    parts.push(
      mapping.has ? `${count(mapping.mapped)} of ${count(mapping.total)} mapped` : 'no customers to map',
    )
  }
  if (connections.length > 1) parts.push(`${String(connections.length)} connections`)
  return parts.join(' · ')
}

/** The line under a connection's name: "Connected. Tested 11 min ago in 182 ms", "Failing since 09:12 today". */
export function connectionWords(health: Health, now: Date): string {
  switch (health.state) {
    case 'healthy': {
      const took = health.duration_ms === null ? '' : ` in ${duration(health.duration_ms)}`
      return health.checked_at
        ? `Connected. Tested ${relativeTime(health.checked_at, now)}${took}`
        : 'Connected'
    }
    case 'failing':
      return health.since ? `Failing since ${sinceWords(health.since, now)}` : health.headline || 'Failing'
    case 'incomplete':
      return health.headline || health.text || 'Configuration incomplete'
    case 'not_configured':
      return 'Not configured'
  }
}

/** "6 healthy, 2 need attention, 1 not configured", leaving out what is zero. */
export function healthSummary(health: {
  healthy: number
  attention: number
  not_configured: number
}): string {
  return [
    health.healthy ? `${count(health.healthy)} healthy` : '',
    health.attention ? `${count(health.attention)} need${health.attention === 1 ? 's' : ''} attention` : '',
    health.not_configured ? `${count(health.not_configured)} not configured` : '',
  ]
    .filter(Boolean)
    .join(', ')
}
