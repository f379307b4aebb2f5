export interface OrganizationDraft {
  name: string
  slug: string
  domains: string[]
  tags: string[]
  enabled: boolean
}

/** "https://www.Example.com/x" was meant as "example.com": what people paste becomes a domain. */
export function cleanDomain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^.*@/, '')
    .replace(/[/?#].*$/, '')
    .replace(/^www\./, '')
    .replace(/\.$/, '')
}

export function nameProblem(name: string): string | null {
  const text = name.trim()
  if (text === '') return 'Give the organization a name.'
  if ([...text].length > 255) return `The name has ${String([...text].length)} characters; at most 255 fit.`
  return null
}

export function slugProblem(slug: string): string | null {
  if (slug === '' || /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug)) return null
  return 'A slug has small letters, digits and single dashes between them, like harrow-legal.'
}

export function domainsProblem(domains: string[]): string | null {
  const wrong = domains.find((domain) => !/^[^\s.]+(?:\.[^\s.]+)+$/.test(domain))
  return wrong ? `“${wrong}” is no domain. Write it like example.com.` : null
}
