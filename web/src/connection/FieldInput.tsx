import { Button, Group, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Field, FieldValue, SecretState } from '../api/contract'
import { InlineCode } from '../parts/InlineCode'
import { shortDate } from '../parts/time'
import { ChoiceInput } from './ChoiceInput'
import classes from './ConnectionPage.module.css'

interface FieldInputProps {
  field: Field
  value: FieldValue
  error: string | null
  disabled: boolean
  /** Of a choice: several can be picked. */
  multiple?: boolean
  onChange: (value: FieldValue) => void
  onLeave: () => void
}

/** One field of a connection, by its kind. */
export function FieldInput(props: FieldInputProps) {
  const { field, value, error, disabled, onChange, onLeave } = props
  const help = field.help ? <InlineCode text={field.help} /> : null
  const common = {
    id: `field-${field.name}`,
    label: field.label,
    description: help,
    required: field.required,
    withAsterisk: field.required,
    error,
    disabled,
    onBlur: onLeave,
  }
  const text = value === null ? '' : String(value)
  switch (field.kind) {
    case 'choice':
      return (
        <ChoiceInput
          field={field}
          common={common}
          value={value}
          multiple={props.multiple ?? false}
          onChange={onChange}
        />
      )
    case 'boolean':
      return (
        <Switch
          id={common.id}
          label={field.label}
          description={help}
          disabled={disabled}
          checked={value === true || value === 'true'}
          onChange={(event) => {
            onChange(event.currentTarget.checked)
          }}
        />
      )
    case 'list':
      return (
        <Textarea
          {...common}
          description={<InlineCode text={[field.help, 'One a line'].filter(Boolean).join('. ')} />}
          autosize
          minRows={2}
          maxRows={8}
          value={Array.isArray(value) ? value.join('\n') : text}
          placeholder={field.placeholder ?? undefined}
          onChange={(event) => {
            onChange(event.currentTarget.value.split('\n'))
          }}
          onBlur={() => {
            if (Array.isArray(value)) onChange(value.map((line) => line.trim()).filter(Boolean))
            onLeave()
          }}
        />
      )
    case 'multiline':
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          placeholder={field.placeholder ?? undefined}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          autoComplete="off"
          spellCheck={false}
          inputMode={field.kind === 'number' ? 'decimal' : field.kind === 'email' ? 'email' : undefined}
          value={text}
          placeholder={field.placeholder ?? undefined}
          leftSection={field.prefix ? <span className="dim">{field.prefix}</span> : null}
          leftSectionWidth={field.prefix ? field.prefix.length * 8 + 18 : undefined}
          rightSection={field.suffix ? <span className="dim">{field.suffix}</span> : null}
          rightSectionWidth={field.suffix ? field.suffix.length * 8 + 18 : undefined}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      )
  }
}

interface SecretInputProps {
  field: Field
  stored: SecretState | undefined
  /** Undefined: the stored one stays. */
  typed: string | null | undefined
  error: string | null
  disabled: boolean
  onChange: (value: string | null | undefined) => void
  onLeave: () => void
}

function storedWords(stored: SecretState): string {
  const at = stored.updated_at ? ` on ${shortDate(new Date(stored.updated_at), new Date())}` : ''
  return `Set${at}${stored.updated_by ? ` by ${stored.updated_by}` : ''}. It is never shown again.`
}

/** A secret can be set and replaced, never read. */
export function SecretInput({ field, stored, typed, error, disabled, onChange, onLeave }: SecretInputProps) {
  const [replacing, setReplacing] = useState(false)
  const id = `field-${field.name}`
  const open = !stored?.set || replacing || typed !== undefined
  if (!open) {
    return (
      <div>
        <div id={`${id}-label`} style={{ fontWeight: 500, marginBottom: 4 }}>
          {field.label}
          {field.required ? <span style={{ color: 'var(--w-bad)' }}> *</span> : null}
        </div>
        <div className={classes.secret} id={id} tabIndex={-1} role="group" aria-labelledby={`${id}-label`}>
          <span>{storedWords(stored)}</span>
          {disabled ? null : (
            <Group gap={6} wrap="nowrap">
              {field.required ? null : (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  aria-label={`Clear ${field.label}`}
                  onClick={() => {
                    onChange(null)
                  }}
                >
                  Clear
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Replace ${field.label}`}
                onClick={() => {
                  setReplacing(true)
                }}
              >
                Replace
              </Button>
            </Group>
          )}
        </div>
      </div>
    )
  }
  const common = {
    id,
    label: field.label,
    description: field.help ? <InlineCode text={field.help} /> : null,
    required: field.required,
    withAsterisk: field.required,
    error,
    disabled,
    spellCheck: false,
    autoFocus: replacing,
    placeholder: typed === null ? 'Cleared when you save' : (field.placeholder ?? undefined),
    value: typed ?? '',
    onBlur: onLeave,
  }
  return (
    <div>
      {field.multiline ? (
        <Textarea
          {...common}
          autoComplete="off"
          autosize
          minRows={4}
          maxRows={12}
          classNames={{ input: classes.masked ?? '' }}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
      ) : (
        <PasswordInput
          {...common}
          autoComplete="new-password"
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
          onPaste={(event) => {
            // A one-line field would drop the line breaks of a PEM key.
            const text = event.clipboardData.getData('text')
            if (text.includes('\n')) {
              event.preventDefault()
              onChange(text)
            }
          }}
        />
      )}
      {stored?.set ? (
        <Button
          size="compact-xs"
          variant="subtle"
          mt={4}
          onClick={() => {
            setReplacing(false)
            onChange(undefined)
          }}
        >
          Keep the stored one
        </Button>
      ) : null}
    </div>
  )
}
