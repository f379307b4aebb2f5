import { expect, it } from 'vitest'
import { isComposing } from './keys'
import { bytes, count, initials, listed, plural } from './words'

it('groups thousands and counts one as one', () => {
  expect(count(3412)).toBe('3,412')
  expect(plural(1, 'organization')).toBe('1 organization')
  expect(plural(0, 'organization')).toBe('0 organizations')
})

it('never shows a thousand of a unit', () => {
  expect(bytes(999)).toBe('999 B')
  expect(bytes(999_999)).toBe('1.0 MB')
  expect(bytes(48_213_000)).toBe('48.2 MB')
})

it('takes the letters of a name and leaves its signs', () => {
  expect(initials('Alder & Finch Dental')).toBe('AF')
  expect(initials('Acme')).toBe('Ac')
  expect(initials('  ')).toBe('?')
})

it('lists as people write', () => {
  expect(listed(['a'])).toBe('a')
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
})

it('leaves the keys of an input method alone, also the last one of Safari', () => {
  expect(isComposing({ isComposing: true })).toBe(true)
  expect(isComposing({ nativeEvent: { isComposing: false, keyCode: 229 } })).toBe(true)
  expect(isComposing({ nativeEvent: { isComposing: false, keyCode: 13 } })).toBe(false)
})
