interface Composed {
  isComposing?: boolean
  keyCode?: number
  nativeEvent?: { isComposing?: boolean; keyCode?: number }
}

/**
 * Whether a key belongs to an input method that is composing a word (Japanese, Chinese, Korean …). Such a key
 * picks a word and must do nothing else; Safari sends the last one with key code 229 after the composition.
 */
export function isComposing(event: Composed): boolean {
  const native = event.nativeEvent ?? event
  return native.isComposing === true || native.keyCode === 229
}

/** Whether the person is typing into a field, so that single letters are text and no shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
