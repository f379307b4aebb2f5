import { expect, it } from 'vitest'
import { isOwnPath } from './ServerLink'
import { readPageState } from './pageState'

it('takes what it knows from an address and drops the rest', () => {
  expect(readPageState({ page: '2', size: 'x', q: 'a', inherited: 'false', evil: '1', status: '' })).toEqual({
    page: 2,
    q: 'a',
    inherited: false,
  })
})

it('follows only paths of this site', () => {
  expect(isOwnPath('/connections/1')).toBe(true)
  expect(isOwnPath('//evil.example')).toBe(false)
  expect(isOwnPath('/\\evil.example')).toBe(false)
  expect(isOwnPath('javascript:alert(1)')).toBe(false)
})
