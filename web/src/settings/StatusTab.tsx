export function StatusTab() {
  return null
}
