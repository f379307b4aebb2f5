import { Button, Checkbox, Group, Radio, Skeleton, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client'
import type { OptionChoices, OptionChoice } from '../api/contract'
import { takeJob } from '../api/events'
import { useScope } from '../app/pageState'
import { filtersQuery } from '../connection/queries'
import { integrationsQuery, mappingSummaryQuery } from '../integrations/queries'
import { refreshOptions } from '../mapping/queries'
import { Dot, healthTone } from '../parts/Dot'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { SearchBox } from '../parts/SearchBox'
import { failed } from '../parts/toast'
import { count, listed, plural } from '../parts/words'
import { importFromConnection } from './queries'

interface Parent {
  parent: { id: string; name: string }
}

/** Customers of a tool become organizations; each gets its mapping at once. */
export function ImportFromConnection({ parent }: Parent) {
  const { data } = useQuery(integrationsQuery(useScope()))
  const [chosen, setChosen] = useState<string | null>(null)
  const connections = (data?.installed ?? [])
    .filter((tile) => tile.mapping?.has)
    .sort((a, b) => Number(b.categories.includes('psa')) - Number(a.categories.includes('psa')))
    .flatMap((tile) =>
      tile.connections.map((connection) => ({
        ...connection,
        tool: tile.name,
        several: tile.connections.length > 1,
      })),
    )

  return (
    <Panel title="From a tool">
      {!data ? (
        <Skeleton h={160} />
      ) : connections.length === 0 ? (
        <Text c="dimmed">
          No linked tool lists customers yet. <Link to="/integrations">Link your PSA</Link> first; its
          customers then stand here.
        </Text>
      ) : (
        <Stack gap="md">
          <Radio.Group label="Tool" value={chosen} onChange={setChosen}>
            <Stack gap={8} mt={6}>
              {connections.map((connection) => (
                <Radio
                  key={connection.id}
                  value={connection.id}
                  disabled={connection.health.state === 'not_configured'}
                  label={
                    <span style={{ display: 'inline-flex', gap: 7, alignItems: 'center' }}>
                      {connection.tool}
                      {connection.several ? `, ${connection.name}` : ''}
                      <Dot tone={healthTone[connection.health.state]} />
                      <span className="dim" style={{ fontSize: 12.5 }}>
                        {connection.health.state === 'healthy'
                          ? 'connected'
                          : connection.health.headline || 'not configured'}
                      </span>
                    </span>
                  }
                />
              ))}
            </Stack>
          </Radio.Group>
          {chosen ? <Customers key={chosen} connection={chosen} parent={parent} /> : null}
        </Stack>
      )}
    </Panel>
  )
}

function Customers({ connection, parent }: Parent & { connection: string }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const [picked, setPicked] = useState<ReadonlyMap<string, OptionChoice>>(new Map())
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { data: summary } = useQuery(mappingSummaryQuery(connection, undefined))
  const { data: filters } = useQuery(filtersQuery(connection))
  const { data } = useQuery({
    queryKey: ['mapping', connection, 'options', 'import', search],
    queryFn: ({ signal }) =>
      api.get<OptionChoices>(`/connections/${connection}/options`, { search, limit: 50 }, signal),
    placeholderData: keepPreviousData,
    enabled: (summary?.options.count ?? 0) > 0,
  })

  const begin = async (ids: string[] | null) => {
    setBusy(true)
    setError(null)
    try {
      const job = await importFromConnection(connection, {
        parent_id: parent.id,
        option_ids: ids,
        ...(ids === null && search ? { search } : {}),
      })
      takeJob(client, job)
      await navigate({ to: '/jobs/$job', params: { job: job.id } })
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  if (!summary) return <Skeleton h={200} />
  if (summary.options.count === 0) {
    return (
      <Group justify="space-between">
        <Text c="dimmed">Its customers were not pulled yet.</Text>
        <Button
          variant="default"
          onClick={() => {
            refreshOptions(connection)
              .then((job) => {
                takeJob(client, job)
              })
              .catch(failed)
          }}
        >
          Refresh options
        </Button>
      </Group>
    )
  }
  const toggle = (option: OptionChoice) => {
    const next = new Map(picked)
    if (next.has(option.id)) next.delete(option.id)
    else next.set(option.id, option)
    setPicked(next)
  }
  return (
    <Stack gap="sm">
      <SearchBox
        label={`Search ${plural(summary.options.count, 'customer')}`}
        value={search}
        onSearch={setSearch}
      />
      <ul
        style={{ listStyle: 'none', margin: 0, padding: 0, maxHeight: 320, overflowY: 'auto' }}
        aria-label="Customers"
        tabIndex={0}
      >
        {data?.items.map((option) => (
          <li key={option.id} style={{ padding: '4px 0' }}>
            <Checkbox
              size="sm"
              checked={picked.has(option.id)}
              disabled={option.mapped_to.length > 0}
              onChange={() => {
                toggle(option)
              }}
              label={
                <span>
                  {option.name}{' '}
                  <span className="dim" style={{ fontSize: 12.5 }}>
                    #{option.id}
                    {option.detail ? ` · ${option.detail}` : ''}
                    {option.mapped_to.length > 0
                      ? ` · is ${option.mapped_to.map((each) => each.name).join(', ')} already`
                      : ''}
                  </span>
                </span>
              }
            />
          </li>
        ))}
      </ul>
      {filters && filters.length > 0 ? (
        <Text c="dimmed" fz={12.5}>
          {listed(filters.map((filter) => filter.label))} narrow what is pulled:{' '}
          <Link to="/connections/$connection" params={{ connection }}>
            change it on the connection
          </Link>
          , then refresh its options.
        </Text>
      ) : null}
      {data && data.total > data.items.length ? (
        <Text c="dimmed" fz={12.5}>
          {count(data.items.length)} of {count(data.total)} shown; type to narrow.
        </Text>
      ) : null}
      {error ? <ProblemNote error={error} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" disabled={busy || !data?.total} onClick={() => void begin(null)}>
          Import all {data ? count(data.total) : ''}
          {search ? ' found' : ''}
        </Button>
        <Button loading={busy} disabled={picked.size === 0} onClick={() => void begin([...picked.keys()])}>
          Import {plural(picked.size, 'organization')}
        </Button>
      </Group>
    </Stack>
  )
}
