import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { MappingRow } from '../api/contract'
import { IconChevronDown, IconInherited, IconLock } from '../app/icons'
import { isComposing } from '../parts/keys'
import classes from './MappingTab.module.css'
import { OptionPicker, type Picked } from './OptionPicker'
import { shownValue, wantedValue, type Edit, type Shown } from './unsaved'

interface ValueCellProps {
  row: MappingRow
  edit: Edit | undefined
  connection: string
  tool: string
  /** Whether the tool's customers were pulled; before that an id is typed. */
  choosable: boolean
  editable: boolean
  open: boolean
  onOpen: () => void
  onClose: () => void
  onPick: (picked: Picked) => void
}

function words(shown: Shown): string {
  switch (shown.kind) {
    case 'empty':
      return 'Choose a customer'
    case 'cleared':
      return 'Cleared when you save'
    case 'ambiguous':
      return `Choose: ${shown.names.join(', ')}`
    default:
      return shown.text
  }
}

/** The value of one row: a drop-down of the tool's customers, or a text field where there is nothing to choose from. */
export function ValueCell(props: ValueCellProps) {
  const { row, edit, choosable, editable, open, onOpen, onClose, onPick } = props
  const shown = shownValue(row, edit)
  if (row.kind === 'text' || !choosable) {
    return <TypedValue row={row} edit={edit} editable={editable && shown.kind !== 'locked'} onPick={onPick} />
  }
  const id = 'id' in shown ? shown.id : null
  const locked = shown.kind === 'locked' || !editable
  const face = (
    <button
      type="button"
      className={classes.value}
      data-kind={shown.kind}
      aria-disabled={locked}
      aria-haspopup="listbox"
      title={words(shown)}
      tabIndex={-1}
      onClick={() => {
        if (!locked) onOpen()
      }}
    >
      <span className="cut">
        <span className="unseen">Value of {row.organization.name}: </span>
        {words(shown)}
      </span>
      {shown.kind === 'inherited' ? (
        <span
          className={classes.above}
          style={{ display: 'inline-flex', alignItems: 'center', flex: 'none' }}
        >
          <IconInherited size={13} aria-hidden /> from {shown.from}
        </span>
      ) : null}
      {id ? <span className={classes.id}>#{id}</span> : <span className={classes.id} />}
      {locked ? (
        <IconLock size={13} aria-hidden />
      ) : (
        <IconChevronDown size={14} color="var(--w-dim)" style={{ flex: 'none' }} aria-hidden />
      )}
    </button>
  )
  if (!open) return face
  return (
    <OptionPicker
      connection={props.connection}
      organization={row.organization}
      tool={props.tool}
      current={edit ? wantedValue(edit) : (row.value ?? row.suggestion?.option.id ?? null)}
      candidates={row.candidates.length > 0 ? row.candidates : row.suggestion ? [row.suggestion] : []}
      onPick={onPick}
      onClose={onClose}
    >
      {face}
    </OptionPicker>
  )
}

interface TypedValueProps {
  row: MappingRow
  edit: Edit | undefined
  editable: boolean
  onPick: (picked: Picked) => void
}

function TypedValue({ row, edit, editable, onPick }: TypedValueProps) {
  const stored = edit ? (edit.value ?? edit.option?.id ?? '') : (row.value ?? '')
  const [text, setText] = useState<string | null>(null)
  const commit = () => {
    if (text === null) return
    if (text.trim() !== stored) onPick({ option: null, value: text.trim() || null, mappedTo: [] })
    setText(null)
  }
  return (
    <TextInput
      size="xs"
      aria-label={`Value of ${row.organization.name}`}
      placeholder={
        row.inherited?.value ? `${row.inherited.value} from ${row.inherited.organization_name}` : 'Type an id'
      }
      disabled={!editable}
      styles={edit ? { input: { borderColor: 'var(--w-accent)' } } : {}}
      value={text ?? stored}
      onChange={(event) => {
        setText(event.currentTarget.value)
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (isComposing(event)) return
        if (event.key === 'Enter') {
          commit()
          event.currentTarget.closest<HTMLElement>('[data-row]')?.focus()
        }
        if (event.key === 'Escape') {
          setText(null)
          event.currentTarget.closest<HTMLElement>('[data-row]')?.focus()
        }
      }}
    />
  )
}
