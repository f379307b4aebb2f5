import type { Settings } from '../api/contract'

export type SettingsDraft = Pick<
  Settings,
  'public_url' | 'allow_list' | 'health_check_hours' | 'option_refresh_hours' | 'retention_days'
>

const host = /^(?:\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?(?::\d{1,5})?$/i
const range = /^[0-9a-f:.]+\/\d{1,3}$/i

/** The first line of an allow-list that is neither a host, an address nor a range, or null. */
export function allowListProblem(lines: string[]): string | null {
  const wrong = lines.find((line) => !host.test(line) && !range.test(line) && !/^[0-9a-f:]+$/i.test(line))
  return wrong
    ? `“${wrong}” is no host name, address or range. Write tool.internal, 10.1.2.3 or 10.1.0.0/16.`
    : null
}

export function publicUrlProblem(url: string): string | null {
  return /^https?:\/\/[^\s/]+(?:\/\S*)?$/i.test(url.trim())
    ? null
    : 'Write the whole address, like https://wharf.example.com.'
}

export function hoursProblem(value: number, least: number, most: number): string | null {
  return Number.isInteger(value) && value >= least && value <= most
    ? null
    : `Write a whole number from ${String(least)} to ${String(most)}.`
}
