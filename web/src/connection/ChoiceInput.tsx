import { MultiSelect, Select, TextInput, type SelectProps } from '@mantine/core'
import { useState } from 'react'
import type { Field, FieldValue } from '../api/contract'

type Common = Pick<
  SelectProps,
  'id' | 'label' | 'description' | 'required' | 'withAsterisk' | 'error' | 'disabled' | 'onBlur'
>

interface ChoiceInputProps {
  field: Field
  common: Common
  value: FieldValue
  /** Several can be picked. */
  multiple: boolean
  onChange: (value: FieldValue) => void
}

const another = '\u0000another'

/** One of some values, several of them, or, where the definition allows it, another one that is typed. */
export function ChoiceInput({ field, common, value, multiple, onChange }: ChoiceInputProps) {
  const choices = (field.choices ?? []).map((choice) => ({ value: choice.value, label: choice.label }))
  const searchable = choices.length > 8
  if (multiple) {
    const picked = Array.isArray(value) ? value.map(String) : value === null ? [] : [String(value)]
    return (
      <MultiSelect
        {...common}
        data={choices}
        value={picked}
        placeholder={picked.length > 0 ? '' : (field.placeholder ?? 'Choose some')}
        searchable={searchable}
        clearable
        clearButtonProps={{ 'aria-label': `Clear ${field.label}` }}
        onChange={onChange}
      />
    )
  }
  const text = value === null ? '' : String(value)
  if (field.other) {
    return <OpenChoice field={field} common={common} text={text} choices={choices} onChange={onChange} />
  }
  return (
    <Select
      {...common}
      data={choices}
      value={text || null}
      placeholder={field.placeholder ?? 'Choose one'}
      searchable={searchable}
      allowDeselect={!field.required}
      clearable={!field.required}
      clearButtonProps={{ 'aria-label': `Clear ${field.label}` }}
      onChange={onChange}
    />
  )
}

interface OpenChoiceProps extends Pick<ChoiceInputProps, 'field' | 'common' | 'onChange'> {
  text: string
  choices: { value: string; label: string }[]
}

function OpenChoice({ field, common, text, choices, onChange }: OpenChoiceProps) {
  const known = choices.some((choice) => choice.value === text)
  const [typing, setTyping] = useState(text !== '' && !known)
  const { id, label, error, ...select } = common
  return (
    <div>
      <Select
        {...select}
        id={typing ? `${id ?? ''}-choice` : id}
        label={label}
        error={typing ? null : error}
        data={[...choices, { value: another, label: 'Another, typed' }]}
        value={typing ? another : text || null}
        placeholder={field.placeholder ?? 'Choose one'}
        allowDeselect={false}
        onChange={(next) => {
          setTyping(next === another)
          onChange(next === another ? '' : next)
        }}
      />
      {typing ? (
        <TextInput
          id={id}
          mt={6}
          aria-label={`${field.label}, typed`}
          error={error}
          disabled={common.disabled ?? false}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onBlur={common.onBlur}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      ) : null}
    </div>
  )
}
