import { describe, expect, it } from 'vitest'
import { allowListProblem, hoursProblem, publicUrlProblem } from './settingsForm'

describe('the settings form', () => {
  it('takes hosts, addresses and ranges, and names the line that is none', () => {
    expect(
      allowListProblem(['hudu.internal', '10.1.2.3', '10.1.0.0/16', 'fd00::/8', '::1', '*.lan', 'tool:8443']),
    ).toBeNull()
    expect(allowListProblem(['hudu.internal', 'http://x/'])).toContain('http://x/')
  })

  it('wants a whole public address', () => {
    expect(publicUrlProblem('https://wharf.example.com')).toBeNull()
    expect(publicUrlProblem('wharf.example.com')).not.toBeNull()
  })

  it('wants whole numbers in their range', () => {
    expect(hoursProblem(6, 1, 168)).toBeNull()
    expect(hoursProblem(0, 1, 168)).toContain('1 to 168')
    expect(hoursProblem(Number.NaN, 1, 168)).not.toBeNull()
  })
})
