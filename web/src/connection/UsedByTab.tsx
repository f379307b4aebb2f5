export function UsedByTab() {
  return null
}
