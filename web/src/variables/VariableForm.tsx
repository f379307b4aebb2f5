import { Autocomplete, Button, Group, Select, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../api/client'
import type { Variable, VariableKind, VariableType } from '../api/contract'
import { forgetTopic } from '../api/events'
import { OrganizationPicker } from '../parts/OrganizationPicker'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { done } from '../parts/toast'
import { knownQuery, putVariable } from './queries'
import { ValueEditor } from './ValueEditor'
import { nameProblem, tidyValue, valueProblem } from './variableForm'
import classes from './VariablesPage.module.css'

interface VariableFormProps {
  /** What is edited or overridden; absent when a new one is made. */
  from?: Variable | undefined
  name?: string
  organization: { id: string; name: string }
  /** Whether the organization is given: an edit or an override. */
  fixed: boolean
  onClose: () => void
}

/** The row above the table that makes, edits or overrides one variable. */
export function VariableForm({ from, name: given = '', organization, fixed, onClose }: VariableFormProps) {
  const client = useQueryClient()
  const { data: known } = useQuery(knownQuery)
  const [name, setName] = useState(from?.name ?? given)
  const [place, setPlace] = useState(organization)
  const [kind, setKind] = useState<VariableKind>(from && from.kind !== 'system' ? from.kind : 'general')
  const [type, setType] = useState<VariableType>(from?.type ?? 'text')
  const [value, setValue] = useState(from?.value ?? '')
  const [cascade, setCascade] = useState(from?.cascade ?? true)
  const [pressed, setPressed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const registered = known?.find((each) => each.name === name.trim())
  const own = from?.organization_id === place.id
  const server = (pointer: string) => (error instanceof ApiProblem ? error.at(pointer) : null)

  const take = (text: string) => {
    setName(text)
    const found = known?.find((each) => each.name === text.trim())
    if (found) setType(found.type)
  }
  const save = async () => {
    setPressed(true)
    const tidy = tidyValue(type, value)
    if (nameProblem(name) ?? valueProblem(type, tidy)) return
    setBusy(true)
    setError(null)
    try {
      await putVariable(place.id, name.trim(), {
        value: tidy,
        kind,
        type,
        cascade,
        ...(own ? { version: from.version } : { version: 0 }),
      })
      forgetTopic(client, 'variables')
      done(`${name.trim()} saved for ${place.name}`)
      onClose()
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  return (
    <div style={{ marginBottom: 12 }}>
      <Panel
        title={own ? `Edit ${from.name}` : fixed ? `Override ${name} for ${place.name}` : 'Add variable'}
      >
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <div className={classes.form}>
            {fixed ? (
              <TextInput label="Name" value={name} readOnly classNames={{ input: 'mono' }} />
            ) : (
              <Autocomplete
                label="Name"
                autoFocus
                openOnFocus={false}
                placeholder="onboarding_days"
                data={(known ?? []).map((each) => each.name)}
                limit={8}
                value={name}
                error={(pressed ? nameProblem(name) : null) ?? server('/name')}
                onChange={take}
              />
            )}
            <ValueEditor
              label="Value"
              type={type}
              choices={registered?.choices ?? null}
              secret={kind === 'secret'}
              autoFocus={fixed}
              value={value}
              {...(from?.kind === 'secret' ? { placeholder: 'Type the new value' } : {})}
              error={(pressed ? valueProblem(type, tidyValue(type, value)) : null) ?? server('/value')}
              onChange={setValue}
              onSubmit={() => void save()}
              onCancel={onClose}
            />
            <Select
              label="Type"
              data={['text', 'number', 'boolean', 'json']}
              value={type}
              onChange={(next) => {
                setType((next ?? 'text') as VariableType)
              }}
            />
            <Select
              label="Kind"
              data={['general', 'contact', 'secret']}
              value={kind}
              disabled={own && from.kind === 'secret'}
              error={server('/kind')}
              onChange={(next) => {
                setKind((next ?? 'general') as VariableKind)
                if (next === 'secret') setCascade(false)
              }}
            />
            <OrganizationPicker
              label="Organization"
              value={place}
              disabled={fixed}
              onChange={(next) => {
                if (next) setPlace(next)
              }}
            />
          </div>
          {registered ? (
            <p className="dim" style={{ margin: '8px 0 0', fontSize: 12.5 }}>
              {registered.description}
            </p>
          ) : null}
          {error && !(error instanceof ApiProblem && error.errors.length > 0) ? (
            <div style={{ marginTop: 10 }}>
              <ProblemNote error={error} />
            </div>
          ) : null}
          <div className={classes.formFoot}>
            <Switch
              label="Organizations below inherit it"
              checked={cascade}
              onChange={(event) => {
                setCascade(event.currentTarget.checked)
              }}
            />
            <Group gap="xs">
              <Button variant="subtle" color="gray" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Save variable
              </Button>
            </Group>
          </div>
        </form>
      </Panel>
    </div>
  )
}
