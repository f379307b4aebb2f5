import { Button, Group, NumberInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Action, Connection, RunResult } from '../api/contract'
import { IconPlay } from '../app/icons'
import { useMay } from '../app/session'
import { Confirm } from '../parts/Confirm'
import { ErrorSummary } from '../parts/ErrorSummary'
import { Method } from '../parts/Method'
import { OrganizationPicker } from '../parts/OrganizationPicker'
import { ProblemNote } from '../parts/ProblemNote'
import classes from './ActionsTab.module.css'
import { runAction } from './queries'
import { RunResultView } from './RunResultView'
import { SchemaField } from './SchemaField'
import { cleanValue, initialValue, schemaProblems } from './schemaForm'

function needsMapping(action: Action): boolean {
  return JSON.stringify(action.input_schema).includes('"x-from":"mapping"')
}

/** A form made from the action's schema, and what the call brought. */
export function TryAction({ connection, action }: { connection: Connection; action: Action }) {
  const may = useMay()
  const [input, setInput] = useState<unknown>(() => initialValue(action.input_schema) ?? {})
  const [organization, setOrganization] = useState<{ id: string; name: string } | null>(null)
  const [pages, setPages] = useState(1)
  const [pressed, setPressed] = useState(false)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [result, setResult] = useState<RunResult | null>(null)
  const schema = action.input_schema
  const problems = schemaProblems(schema, input, organization !== null)
  const fields = Object.entries(schema.properties ?? {})

  const run = async () => {
    setBusy(true)
    setError(null)
    try {
      setResult(
        await runAction(connection.id, action.id, {
          input: cleanValue(schema, input) ?? {},
          organization_id: organization?.id,
          ...(action.lists ? { max_pages: pages } : {}),
        }),
      )
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  const press = () => {
    setPressed(true)
    if (problems.length > 0) return
    if (action.read_only) void run()
    else setAsking(true)
  }

  return (
    <div>
      <div className={classes.title}>
        <h2>{action.name}</h2>
        <Method method={action.method} />
        <code className="mono dim" style={{ overflowWrap: 'anywhere' }}>
          {action.path}
        </code>
      </div>
      {action.description ? <Text mb="md">{action.description}</Text> : null}
      <Stack gap="md" maw={640}>
        {needsMapping(action) ? (
          <OrganizationPicker
            label="For the organization"
            description="Its mapping fills in the ids below"
            clearable
            value={organization}
            onChange={setOrganization}
          />
        ) : null}
        {fields.map(([name, property]) => (
          <SchemaField
            key={name}
            name={name}
            schema={property}
            value={(input as Record<string, unknown>)[name]}
            path={`/${name}`}
            required={schema.required?.includes(name) ?? false}
            problems={pressed ? problems : []}
            onChange={(value) => {
              setInput({ ...(input as object), [name]: value })
            }}
          />
        ))}
        {fields.length === 0 ? <Text c="dimmed">This action takes no input.</Text> : null}
        {action.lists ? (
          <NumberInput
            label="Pages at most"
            description="A list is cut after so many pages"
            min={1}
            max={50}
            w={200}
            value={pages}
            onChange={(value) => {
              setPages(Math.max(1, Number(value) || 1))
            }}
          />
        ) : null}
        {pressed ? (
          <ErrorSummary
            problems={problems.map((each) => ({ ...each, id: `input${each.path.replaceAll('/', '-')}` }))}
          />
        ) : null}
        <Group gap="sm">
          <Button leftSection={<IconPlay size={15} />} loading={busy} disabled={!may.edit} onClick={press}>
            Try it now
          </Button>
          {may.edit ? null : <Text c="dimmed">An editor may run actions; you may look at them.</Text>}
        </Group>
      </Stack>
      {error ? (
        <div style={{ marginTop: 14 }}>
          <ProblemNote error={error} />
        </div>
      ) : null}
      {result ? <RunResultView result={result} name={action.id} /> : null}
      <Confirm
        opened={asking}
        onClose={() => {
          setAsking(false)
        }}
        title={`Run ${action.name}?`}
        action={action.name}
        danger={action.method === 'DELETE'}
        onConfirm={async () => {
          setAsking(false)
          await run()
        }}
      >
        This changes something in {connection.integration_name}; it is the real tool, not a copy.
      </Confirm>
    </div>
  )
}
