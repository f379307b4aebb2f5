export const passwordLength = 12

/** What is wrong with a new password, or null. Length is what counts; the server checks again. */
export function passwordProblem(password: string): string | null {
  const length = [...password].length
  if (length === 0) return 'Choose a password.'
  if (length < passwordLength) {
    return `${String(length)} of at least ${String(passwordLength)} characters. A few words in a row are easy to type and hard to guess.`
  }
  return null
}
