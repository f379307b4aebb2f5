export function MappingTab() {
  return null
}
