import { Button, NumberInput, Skeleton, Stack, Textarea, TextInput } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ApiProblem } from '../api/client'
import type { Settings } from '../api/contract'
import { useMay } from '../app/session'
import { LeaveGuard } from '../parts/LeaveGuard'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { done } from '../parts/toast'
import { useSaveKey } from '../parts/useSaveKey'
import { allowListProblem, hoursProblem, publicUrlProblem, type SettingsDraft } from './settingsForm'

const settingsQuery = queryOptions({ queryKey: ['settings'], queryFn: () => api.get<Settings>('/settings') })

export function GeneralTab() {
  const may = useMay()
  const { data, error } = useQuery({ ...settingsQuery, enabled: may.administer })
  if (!may.administer) return <Navigate to="/settings/account" replace />
  if (error) return <ProblemNote error={error} />
  if (!data) return <Skeleton h={420} maw={640} radius={10} />
  return <Form settings={data} />
}

function Form({ settings }: { settings: Settings }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState<Partial<SettingsDraft>>({})
  const [pressed, setPressed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const shown = { ...settings, ...draft }
  const dirty = Object.keys(draft).length > 0
  const problems = {
    public_url: publicUrlProblem(shown.public_url),
    allow_list: allowListProblem(shown.allow_list.map((line) => line.trim()).filter(Boolean)),
    health_check_hours: hoursProblem(shown.health_check_hours, 1, 168),
    option_refresh_hours: hoursProblem(shown.option_refresh_hours, 0, 720),
    retention_days: hoursProblem(shown.retention_days, 1, 3650),
  }
  const message = (name: keyof typeof problems) =>
    (pressed ? problems[name] : null) ?? (error instanceof ApiProblem ? error.at(`/${name}`) : null)

  const save = async () => {
    setPressed(true)
    if (Object.values(problems).some(Boolean)) return
    setBusy(true)
    setError(null)
    try {
      const saved = await api.patch<Settings>('/settings', {
        ...draft,
        ...(draft.allow_list
          ? { allow_list: draft.allow_list.map((line) => line.trim()).filter(Boolean) }
          : {}),
        version: settings.version,
      })
      client.setQueryData(settingsQuery.queryKey, saved)
      setDraft({})
      setPressed(false)
      done('Settings saved')
    } catch (thrown) {
      setError(thrown)
      if (thrown instanceof ApiProblem && thrown.status === 409)
        void client.invalidateQueries({ queryKey: ['settings'] })
    } finally {
      setBusy(false)
    }
  }
  useSaveKey(dirty ? () => void save() : null)
  const number = (
    name: 'health_check_hours' | 'option_refresh_hours' | 'retention_days',
    label: string,
    help: string,
    suffix: string,
  ) => (
    <NumberInput
      label={label}
      description={help}
      suffix={suffix}
      w={220}
      min={0}
      value={shown[name]}
      error={message(name)}
      onChange={(value) => {
        setDraft({ ...draft, [name]: typeof value === 'number' ? value : Number.NaN })
      }}
    />
  )

  return (
    <div style={{ maxWidth: 660 }}>
      <Panel>
        <Stack gap="md" p={4}>
          <TextInput
            label="Public address"
            description={`Where browsers reach Wharf. Vendors send people back to ${settings.redirect_uri} after they authorize`}
            value={shown.public_url}
            error={message('public_url')}
            onChange={(event) => {
              setDraft({ ...draft, public_url: event.currentTarget.value })
            }}
          />
          <Textarea
            label="Private addresses that may be called"
            description="Wharf calls no private, loopback or link-local address. List the hosts, addresses and ranges of your own tools, one a line; the metadata addresses of clouds stay closed"
            autosize
            minRows={3}
            maxRows={12}
            classNames={{ input: 'mono' }}
            value={shown.allow_list.join('\n')}
            error={message('allow_list')}
            onChange={(event) => {
              setDraft({ ...draft, allow_list: event.currentTarget.value.split('\n') })
            }}
          />
          {number(
            'health_check_hours',
            'Test connections every',
            'Besides at each save and after a refused call',
            ' hours',
          )}
          {number(
            'option_refresh_hours',
            'Refresh options every',
            'How old the list of customers may get; 0 is never by itself',
            ' hours',
          )}
          {number('retention_days', 'Keep calls for', 'Activity of connections and ended jobs', ' days')}
          {error && !(error instanceof ApiProblem && error.errors.length > 0) ? (
            <ProblemNote error={error} />
          ) : null}
          <div>
            <Button disabled={!dirty} loading={busy} onClick={() => void save()}>
              Save settings
            </Button>
          </div>
        </Stack>
      </Panel>
      <LeaveGuard unsaved={dirty ? 'What you changed in the settings' : null} />
    </div>
  )
}
