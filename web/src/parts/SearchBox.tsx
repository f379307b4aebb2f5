import { CloseButton, TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { IconSearch } from '../app/icons'
import { isComposing } from './keys'

interface SearchBoxProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  label: string
  value: string
  onSearch: (value: string) => void
  icon?: React.ReactNode
}

/** Searches while typing, a moment after the last key, and never in the middle of a composed word. */
export function SearchBox({ label, value, onSearch, icon, ...rest }: SearchBoxProps) {
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const composing = useRef(false)
  const latest = useRef(onSearch)
  latest.current = onSearch

  useEffect(() => {
    // The address changed from outside (back button, "clear filters"): the box follows.
    if (value !== sent.current) {
      sent.current = value
      setText(value)
    }
  }, [value])

  useEffect(() => {
    if (text === sent.current) return
    const timer = window.setTimeout(() => {
      if (composing.current) return
      sent.current = text
      latest.current(text)
    }, 200)
    return () => {
      window.clearTimeout(timer)
    }
  }, [text])

  const send = (next: string) => {
    sent.current = next
    setText(next)
    latest.current(next)
  }

  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={icon ?? <IconSearch size={15} />}
      rightSection={
        text ? (
          <CloseButton
            size="sm"
            aria-label={`Clear ${label.toLowerCase()}`}
            onClick={() => {
              send('')
            }}
          />
        ) : null
      }
      {...rest}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
      }}
      onCompositionStart={() => {
        composing.current = true
      }}
      onCompositionEnd={(event) => {
        composing.current = false
        send(event.currentTarget.value)
      }}
      onKeyDown={(event) => {
        if (isComposing(event)) return
        if (event.key === 'Enter') {
          event.preventDefault()
          send(text)
        }
        if (event.key === 'Escape' && text) {
          event.stopPropagation()
          send('')
        }
      }}
    />
  )
}
