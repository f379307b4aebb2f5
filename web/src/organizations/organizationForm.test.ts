import { describe, expect, it } from 'vitest'
import { cleanDomain, domainsProblem, nameProblem, slugProblem } from './organizationForm'

describe('an organization form', () => {
  it('makes a domain of what people paste', () => {
    expect(cleanDomain(' https://www.Example.com/about?x ')).toBe('example.com')
    expect(cleanDomain('anna@example.com')).toBe('example.com')
    expect(cleanDomain('büro.example.')).toBe('büro.example')
  })

  it('names the wrong domain', () => {
    expect(domainsProblem(['example.com', 'intranet'])).toContain('intranet')
    expect(domainsProblem(['example.com'])).toBeNull()
  })

  it('counts a name in characters as people see them', () => {
    expect(nameProblem('  ')).not.toBeNull()
    expect(nameProblem('𝒜'.repeat(255))).toBeNull()
    expect(nameProblem('a'.repeat(256))).toContain('256')
  })

  it('takes an empty slug as "make one"', () => {
    expect(slugProblem('')).toBeNull()
    expect(slugProblem('harrow-legal')).toBeNull()
    expect(slugProblem('Harrow Legal')).not.toBeNull()
  })
})
