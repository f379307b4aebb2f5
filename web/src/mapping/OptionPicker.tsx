import { Combobox, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { Candidate, OptionChoice } from '../api/contract'
import { isComposing } from '../parts/keys'
import { useNarrow } from '../parts/useNarrow'
import { count } from '../parts/words'
import classes from './MappingTab.module.css'
import { optionsQuery } from './queries'

export interface Picked {
  option: { id: string; name: string } | null
  value: string | null
  mappedTo: { id: string; name: string }[]
}

interface OptionPickerProps {
  connection: string
  organization: { id: string; name: string }
  tool: string
  /** The value that is there now, so that it can be cleared. */
  current: string | null
  candidates?: Candidate[]
  onPick: (picked: Picked) => void
  onClose: () => void
  children: ReactNode
}

interface Line {
  key: string
  option: OptionChoice | Candidate['option']
  score: number | null
  reason: string | null
  mappedTo: { id: string; name: string }[]
}

function linesOf(found: OptionChoice[], candidates: Candidate[], searching: boolean): Line[] {
  const reasons = new Map(candidates.map((each) => [each.option.id, each]))
  const ranked = searching
    ? []
    : candidates.map((each): Line => ({
        key: each.option.id,
        option: each.option,
        score: each.score,
        reason: each.reason,
        mappedTo: found.find((option) => option.id === each.option.id)?.mapped_to ?? [],
      }))
  const rest = found
    .filter((option) => searching || !reasons.has(option.id))
    .map((option): Line => ({
      key: option.id,
      option,
      score: option.score,
      reason: option.reason ?? reasons.get(option.id)?.reason ?? null,
      mappedTo: option.mapped_to,
    }))
  return [...ranked, ...rest]
}

/**
 * The searchable drop-down of the tool's customers, the likely ones first. It is only drawn while it is open, and
 * asks the server for what is typed, so that it works with any number of customers.
 */
export function OptionPicker(props: OptionPickerProps) {
  const { connection, organization, tool, current, candidates = [], onPick, onClose, children } = props
  const narrow = useNarrow()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 150)
  const closing = useRef(onClose)
  closing.current = onClose
  const combobox = useCombobox({
    defaultOpened: true,
    onDropdownClose: () => {
      closing.current()
    },
  })
  const { data } = useQuery({
    ...optionsQuery(connection, organization.id, search),
    placeholderData: keepPreviousData,
  })
  const lines = linesOf(data?.items ?? [], candidates, search !== '')
  const { selectOption, focusSearchInput } = combobox
  const first = current !== null && search === '' ? 1 : 0

  useEffect(() => {
    focusSearchInput()
  }, [focusSearchInput])
  useEffect(() => {
    const timer = window.setTimeout(() => {
      selectOption(first)
    }, 0)
    return () => {
      window.clearTimeout(timer)
    }
  }, [data, selectOption, first])

  const submit = (key: string) => {
    if (key === '\u0000clear') onPick({ option: null, value: null, mappedTo: [] })
    else if (key === '\u0000typed') onPick({ option: null, value: text.trim(), mappedTo: [] })
    else {
      const line = lines.find((each) => each.key === key)
      if (!line) return
      const others = line.mappedTo.filter((each) => each.id !== organization.id)
      onPick({ option: { id: line.option.id, name: line.option.name }, value: null, mappedTo: others })
    }
    onClose()
  }

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={submit}
      position="bottom-start"
      width={narrow ? 'target' : 440}
      transitionProps={{ duration: 0 }}
      shadow="md"
      withinPortal
      returnFocus={false}
    >
      <Combobox.Target targetType="button" withKeyboardNavigation={false}>
        {children}
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          role="combobox"
          aria-expanded
          aria-label={`Customer of ${tool} for ${organization.name}`}
          placeholder={`Search customers of ${tool}`}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (isComposing(event)) event.stopPropagation()
            if (event.key === 'Tab') combobox.closeDropdown()
          }}
        />
        <Combobox.Options aria-label={`Customers of ${tool}`} mah={300} style={{ overflowY: 'auto' }}>
          {current !== null && search === '' ? (
            <Combobox.Option value={'\u0000clear'}>
              <span className="dim">Leave it empty</span>
            </Combobox.Option>
          ) : null}
          {lines.map((line) => (
            <Combobox.Option key={line.key} value={line.key} active={line.option.id === current}>
              <Choice line={line} organization={organization.id} />
            </Combobox.Option>
          ))}
          {data && lines.length === 0 ? (
            <>
              <Combobox.Empty>
                No customer of {tool} matches “{search}”
              </Combobox.Empty>
              {search ? (
                <Combobox.Option value={'\u0000typed'}>
                  Use <code>{search}</code> as the id
                </Combobox.Option>
              ) : null}
            </>
          ) : null}
        </Combobox.Options>
        {data && data.total > data.items.length ? (
          <Combobox.Footer>
            <span className="dim" style={{ fontSize: 12 }}>
              {count(data.items.length)} of {count(data.total)}; type to narrow
            </span>
          </Combobox.Footer>
        ) : null}
      </Combobox.Dropdown>
    </Combobox>
  )
}

function Choice({ line, organization }: { line: Line; organization: string }) {
  const { option } = line
  const others = line.mappedTo.filter((each) => each.id !== organization)
  const note = [
    line.reason,
    option.detail,
    option.domain,
    option.state === 'new' ? 'new' : null,
    option.state === 'renamed' && option.previous_name ? `was ${option.previous_name}` : null,
    option.state === 'gone' ? 'gone from the tool' : null,
    others.length > 0 ? `mapped to ${others.map((each) => each.name).join(', ')}` : null,
  ].filter(Boolean)
  return (
    <span className={classes.option}>
      {line.score !== null ? <b className={classes.score}>{line.score}</b> : null}
      <span style={{ minWidth: 0 }}>
        <span>{option.name}</span> {note.length > 0 ? <small>{note.join(' · ')}</small> : null}
      </span>
      <span className={classes.id}>#{option.id}</span>
    </span>
  )
}
