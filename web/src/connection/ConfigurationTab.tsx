import { Button, Radio, Stack, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { ApiProblem } from '../api/client'
import type { Connection, Field, Integration, TestResult } from '../api/contract'
import { forgetTopic } from '../api/events'
import { IconRefresh } from '../app/icons'
import { ErrorSummary } from '../parts/ErrorSummary'
import { LeaveGuard } from '../parts/LeaveGuard'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { done } from '../parts/toast'
import { useSaveKey } from '../parts/useSaveKey'
import classes from './ConnectionPage.module.css'
import {
  chosenWay,
  fieldValue,
  filterField,
  formProblems,
  isDirty,
  noChanges,
  patchOf,
  visibleFields,
  type Changes,
} from './connectionForm'
import { DependsPanel } from './DependsPanel'
import { FieldInput, SecretInput } from './FieldInput'
import { OAuthRow } from './OAuthRow'
import { filtersQuery, saveConnection, testConnection } from './queries'
import { ResultPanel } from './ResultPanel'
import { SamplePanel } from './SamplePanel'
import { useConnection } from './useConnection'

export function ConfigurationTab() {
  const { connection, integration } = useConnection()
  if (!connection || !integration) return null
  // Another connection is another form: what was typed for one must not show up in the other.
  return <Form key={connection.id} connection={connection} integration={integration} />
}

interface FormProps {
  connection: Connection
  integration: Integration
}

function useSaving({ connection, integration }: FormProps) {
  const client = useQueryClient()
  const [changes, setChanges] = useState<Changes>(noChanges)
  const [pressed, setPressed] = useState(false)
  const [saving, setSaving] = useState(false)
  const [testing, setTesting] = useState(false)
  const [result, setResult] = useState<TestResult | null>(null)
  const [error, setError] = useState<unknown>(null)
  const problems = formProblems(integration, connection, changes)

  const test = useCallback(async () => {
    setTesting(true)
    setError(null)
    try {
      setResult(await testConnection(connection.id))
    } catch (thrown) {
      setError(thrown)
    } finally {
      await client.invalidateQueries({ queryKey: ['connection', connection.id] })
      forgetTopic(client, 'connections')
      setTesting(false)
    }
  }, [client, connection.id])

  /** Stores what was typed. False when something is missing or the server refused it; the form keeps all of it. */
  const store = async (): Promise<boolean> => {
    setPressed(true)
    if (problems.length > 0) return false
    setSaving(true)
    setError(null)
    try {
      const saved = await saveConnection(connection.id, patchOf(integration, connection, changes))
      client.setQueryData(['connection', connection.id], saved)
      setChanges(noChanges)
      setPressed(false)
      return true
    } catch (thrown) {
      setError(thrown)
      // Somebody else was faster: with their version loaded, the next press saves on top of it.
      if (thrown instanceof ApiProblem && thrown.status === 409) {
        await client.invalidateQueries({ queryKey: ['connection', connection.id] })
      }
      return false
    } finally {
      setSaving(false)
    }
  }

  const save = async () => {
    if (!(await store())) return
    done('Configuration saved')
    await test()
  }
  return { changes, setChanges, pressed, problems, saving, testing, result, error, store, save, test }
}

function Form({ connection, integration }: FormProps) {
  const form = useSaving({ connection, integration })
  const { changes, setChanges, problems } = form
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const dirty = isDirty(changes) || connection.health.state === 'not_configured'
  const way = chosenWay(integration, connection, changes)
  const disabled = !connection.can_edit
  useSaveKey(disabled ? null : () => void form.save())

  const fields = visibleFields(integration, connection, changes)
  const advanced = fields.filter((field) => field.advanced)

  const messageOf = (name: string) => {
    const server =
      form.error instanceof ApiProblem
        ? (form.error.at(`/fields/${name}`) ?? form.error.at(`/secrets/${name}`) ?? form.error.at(`/${name}`))
        : null
    const shown = form.pressed || left.has(name)
    return (shown ? problems.find((problem) => problem.field === name)?.message : null) ?? server ?? null
  }
  const leave = (name: string) => () => {
    setLeft(new Set([...left, name]))
  }
  const { test } = form
  const afterAuthorizing = useCallback(() => {
    done(`${connection.integration_name} authorized`)
    void test()
  }, [connection.integration_name, test])

  const control = (field: Field, multiple = false) =>
    field.kind === 'secret' ? (
      <SecretInput
        key={`${field.name}-${String(connection.version)}`}
        field={field}
        stored={connection.secrets[field.name]}
        typed={changes.secrets[field.name]}
        error={messageOf(field.name)}
        disabled={disabled}
        onLeave={leave(field.name)}
        onChange={(value) => {
          const secrets = { ...changes.secrets, [field.name]: value }
          const kept = Object.entries(secrets).filter(
            (entry): entry is [string, string | null] => entry[1] !== undefined,
          )
          setChanges({ ...changes, secrets: Object.fromEntries(kept) })
        }}
      />
    ) : (
      <FieldInput
        key={field.name}
        field={field}
        value={fieldValue(field, connection, changes)}
        error={messageOf(field.name)}
        disabled={disabled}
        multiple={multiple}
        onLeave={leave(field.name)}
        onChange={(value) => {
          setChanges({ ...changes, fields: { ...changes.fields, [field.name]: value } })
        }}
      />
    )

  return (
    <div className={classes.columns}>
      <Panel>
        <Stack gap="md" p={4}>
          <TextInput
            id="field-name"
            label="Connection name"
            description="Shown where a workflow chooses between connections"
            value={changes.name ?? connection.name}
            error={messageOf('name')}
            disabled={disabled}
            onBlur={leave('name')}
            onChange={(event) => {
              setChanges({ ...changes, name: event.currentTarget.value })
            }}
          />
          {integration.connections.length > 1 || connection.description ? (
            <TextInput
              label="Description"
              placeholder="What it is for, when there are several"
              value={changes.description ?? connection.description}
              disabled={disabled}
              onChange={(event) => {
                setChanges({ ...changes, description: event.currentTarget.value })
              }}
            />
          ) : null}
          {integration.sign_in.length > 1 ? (
            <Radio.Group
              label="Sign-in"
              description={`How Wharf proves itself to ${integration.name}`}
              value={way?.id ?? null}
              onChange={(id) => {
                setChanges({ ...changes, sign_in: id })
              }}
            >
              <Stack gap={8} mt={8}>
                {integration.sign_in.map((each) => (
                  <Radio
                    key={each.id}
                    size="sm"
                    value={each.id}
                    label={each.label}
                    description={each.help}
                    disabled={disabled}
                  />
                ))}
              </Stack>
            </Radio.Group>
          ) : null}
          {fields.filter((field) => !field.advanced).map((field) => control(field))}
          {advanced.length > 0 ? (
            <details
              className={classes.more}
              open={advanced.some((field) => messageOf(field.name) !== null) || undefined}
            >
              <summary>Rarely needed</summary>
              <Stack gap="md" mt={12}>
                {advanced.map((field) => control(field))}
              </Stack>
            </details>
          ) : null}
          {way?.is_oauth_code ? (
            <OAuthRow
              connection={connection}
              redirectUri={integration.redirect_uri}
              disabled={disabled}
              onBefore={form.store}
              onAuthorizedNow={afterAuthorizing}
            />
          ) : null}
          <Filters connection={connection} integration={integration} control={control} />
          <Choices connection={connection} changes={changes} disabled={disabled} onChange={setChanges} />
          {form.pressed ? (
            <ErrorSummary problems={problems.map((each) => ({ ...each, id: `field-${each.field}` }))} />
          ) : null}
          {form.error ? <ProblemNote error={form.error} /> : null}
          {disabled ? (
            <p className="dim">
              You may look at this connection. An editor of {connection.organization_name} can change it.
            </p>
          ) : (
            // Pressing a button must not first take the focus from a field: the message under the field would move
            // the button away from the pointer.
            <div
              className={classes.buttons}
              onMouseDown={(event) => {
                event.preventDefault()
              }}
            >
              <Button disabled={!dirty} loading={form.saving} onClick={() => void form.save()}>
                Save configuration
              </Button>
              <Button
                variant="default"
                leftSection={<IconRefresh size={15} />}
                loading={form.testing}
                onClick={() => void form.test()}
              >
                {connection.health.checked_at ? 'Test again' : 'Test'}
              </Button>
            </div>
          )}
        </Stack>
      </Panel>
      <div className={classes.side}>
        <ResultPanel connection={connection} result={form.result} testing={form.testing} />
        {connection.sample && !disabled ? (
          <SamplePanel connection={connection} onConnected={() => void form.test()} />
        ) : null}
        <DependsPanel connection={connection.id} />
      </div>
      <LeaveGuard unsaved={isDirty(changes) && !form.saving ? 'What you changed on this connection' : null} />
    </div>
  )
}

interface FiltersProps extends FormProps {
  control: (field: Field, multiple: boolean) => React.ReactNode
}

/** Which of the tool's customers are pulled at all, as the definition offers it. */
function Filters({ connection, integration, control }: FiltersProps) {
  const { data } = useQuery({ ...filtersQuery(connection.id), enabled: connection.mapping.has })
  const own = new Set(integration.fields.map((field) => field.name))
  const filters = (data ?? []).filter((filter) => !own.has(filter.name))
  if (filters.length === 0) return null
  return (
    <Stack gap="sm" role="group" aria-label="Which customers are pulled">
      <h2 style={{ margin: '6px 0 0', fontSize: 14, fontWeight: 600 }}>Which customers are pulled</h2>
      {filters.map((filter) => control(filterField(filter), filter.multiple))}
    </Stack>
  )
}

interface ChoicesProps {
  connection: Connection
  changes: Changes
  disabled: boolean
  onChange: (changes: Changes) => void
}

function Choices({ connection, changes, disabled, onChange }: ChoicesProps) {
  return (
    <Stack gap="sm" pt={4}>
      <Switch
        label="Organizations below may use it"
        description={`Whoever has no connection of its own calls ${connection.integration_name} through this one`}
        disabled={disabled}
        checked={changes.share_with_descendants ?? connection.share_with_descendants}
        onChange={(event) => {
          onChange({ ...changes, share_with_descendants: event.currentTarget.checked })
        }}
      />
      <Switch
        label="Default connection"
        description="Used where nothing else is chosen; at most one is the default"
        disabled={disabled}
        checked={changes.is_default ?? connection.is_default}
        onChange={(event) => {
          onChange({ ...changes, is_default: event.currentTarget.checked })
        }}
      />
      <TextInput
        id="field-expires_on"
        type="date"
        label="The key ends on"
        description="Where the vendor lets keys run out: Wharf reminds you from 30 days before"
        styles={{ input: { maxWidth: 220 } }}
        disabled={disabled}
        value={changes.expires_on ?? connection.expires_on}
        onChange={(event) => {
          onChange({ ...changes, expires_on: event.currentTarget.value })
        }}
      />
      <Switch
        label="Check the certificate"
        description="Switch off only for a tool of your own with a self-signed certificate; anybody in between could then read the secret"
        disabled={disabled}
        checked={changes.verify_tls ?? connection.verify_tls}
        onChange={(event) => {
          onChange({ ...changes, verify_tls: event.currentTarget.checked })
        }}
      />
    </Stack>
  )
}
