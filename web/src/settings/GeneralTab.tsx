export function GeneralTab() {
  return null
}
