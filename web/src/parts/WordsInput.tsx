import { TagsInput, type TagsInputProps } from '@mantine/core'
import { isComposing } from './keys'

/** A field of several words (tags, domains). Enter and comma finish a word, but not while one is being composed. */
export function WordsInput(props: TagsInputProps) {
  return (
    <TagsInput
      size="sm"
      splitChars={[',', ';', ' ']}
      {...props}
      onKeyDown={(event) => {
        if (isComposing(event)) event.stopPropagation()
        props.onKeyDown?.(event)
      }}
    />
  )
}
