import { ActionIcon, Button, CopyButton, Group, Skeleton, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Variable } from '../api/contract'
import { forgetTopic } from '../api/events'
import { IconCheck, IconClose, IconCopy, IconEye } from '../app/icons'
import { ServerLink } from '../app/ServerLink'
import { useMay } from '../app/session'
import { Confirm } from '../parts/Confirm'
import { ProblemNote } from '../parts/ProblemNote'
import { Time } from '../parts/Time'
import { done } from '../parts/toast'
import { deleteVariable, resolveQuery, revealVariable } from './queries'
import classes from './VariablesPage.module.css'

interface OriginPanelProps {
  organization: { id: string; name: string }
  name: string
  variable: Variable | undefined
  onEdit: () => void
  onOverride: () => void
  onClose: () => void
}

/** Where one value of one organization comes from, step by step up the tree. */
export function OriginPanel({ organization, name, variable, onEdit, onOverride, onClose }: OriginPanelProps) {
  const client = useQueryClient()
  const may = useMay()
  const { data, error } = useQuery(resolveQuery(organization.id, name))
  const [secret, setSecret] = useState<string | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [deleting, setDeleting] = useState(false)
  const own = data?.steps.find((step) => step.organization_id === organization.id)
  const hasOwn = own !== undefined && own.state !== 'not_set'
  const system = (variable?.kind ?? data?.kind) === 'system'
  const isSecret = (variable?.kind ?? data?.kind) === 'secret'
  const used = data?.steps.find((step) => step.state === 'used')

  const reveal = async () => {
    setProblem(null)
    try {
      const { value } = await revealVariable(used?.organization_id ?? organization.id, name)
      setSecret(value)
    } catch (thrown) {
      setProblem(thrown)
    }
  }

  return (
    <aside className={classes.side} aria-label={`Where ${name} comes from`}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <h2>{name}</h2>
        <ActionIcon size={24} aria-label="Close" onClick={onClose}>
          <IconClose size={15} />
        </ActionIcon>
      </Group>
      {error ? <ProblemNote error={error} /> : null}
      {!data && !error ? <Skeleton h={220} mt={10} /> : null}
      {data ? (
        <>
          <Text c="dimmed" mt={4}>
            For <b style={{ color: 'var(--w-ink)' }}>{organization.name}</b>{' '}
            {used ? (
              <>
                the value is{' '}
                <b className="mono" style={{ color: 'var(--w-ink)' }}>
                  {isSecret ? (secret ?? '••••••••••') : data.value}
                </b>
              </>
            ) : (
              'there is no value'
            )}
          </Text>
          {isSecret && used ? (
            <div style={{ marginTop: 8 }}>
              {secret === null ? (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconEye size={14} />}
                  disabled={!may.administer}
                  onClick={() => void reveal()}
                >
                  Reveal
                </Button>
              ) : (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => {
                    setSecret(null)
                  }}
                >
                  Hide
                </Button>
              )}
              <Text fz={12} c="dimmed" mt={4}>
                {may.administer
                  ? 'Revealing is written to the audit log.'
                  : 'An administrator can reveal it.'}
              </Text>
            </div>
          ) : null}
          {problem ? <ProblemNote error={problem} /> : null}
          <h3>Where it comes from</h3>
          <ol className={classes.steps}>
            {data.steps.map((step) => (
              <li key={step.organization_id} data-state={step.state}>
                <i aria-hidden />
                <span>
                  <b>{step.organization_name}</b>
                  <span className="dim" style={{ fontSize: 12.5 }}>
                    {step.text}
                  </span>
                </span>
              </li>
            ))}
          </ol>
          {variable ? <Makers variable={variable} /> : null}
          <h3>In a template</h3>
          <div className={classes.template}>
            <code className="mono">{data.template}</code>
            <CopyButton value={data.template}>
              {({ copied, copy }) => (
                <ActionIcon size={24} aria-label="Copy template" onClick={copy}>
                  {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                </ActionIcon>
              )}
            </CopyButton>
          </div>
          {data.used_by.length > 0 ? (
            <>
              <h3>Used by</h3>
              <ul className="dim" style={{ listStyle: 'none', margin: 0, padding: 0, lineHeight: 1.8 }}>
                {data.used_by.map((use) => (
                  <li key={use.name}>
                    {use.link ? <ServerLink to={use.link}>{use.name}</ServerLink> : use.name}
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          {may.edit ? (
            <Group gap="xs" mt={18}>
              {system ? (
                variable?.source.connection_id ? (
                  <ServerLink to={`/connections/${variable.source.connection_id}/mapping`}>
                    Change it in the mapping
                  </ServerLink>
                ) : null
              ) : hasOwn && variable?.can_edit !== false ? (
                <>
                  <Button size="xs" variant="default" onClick={onEdit}>
                    Edit
                  </Button>
                  <Button
                    size="xs"
                    variant="default"
                    c="var(--w-bad)"
                    onClick={() => {
                      setDeleting(true)
                    }}
                  >
                    Delete
                  </Button>
                </>
              ) : hasOwn ? null : (
                <Button size="xs" variant="default" onClick={onOverride}>
                  Override here
                </Button>
              )}
            </Group>
          ) : null}
        </>
      ) : null}
      <Confirm
        opened={deleting}
        onClose={() => {
          setDeleting(false)
        }}
        title={`Delete ${name}?`}
        action={`Delete ${name}`}
        onConfirm={async () => {
          await deleteVariable(organization.id, name, variable?.version ?? 0)
          forgetTopic(client, 'variables')
          done(`${name} of ${organization.name} deleted`)
          onClose()
        }}
      >
        {data && data.used_by.length > 0 ? (
          <Text mb={6}>It is used by {data.used_by.map((use) => use.name).join(', ')}.</Text>
        ) : null}
        <Text>
          {organization.name} then takes the value of the nearest organization above that hands one down, or
          has none.
        </Text>
      </Confirm>
    </aside>
  )
}

/** Who made the value that counts, and who changed it since. Above what one may see nobody is named. */
function Makers({ variable }: { variable: Variable }) {
  if (!variable.created_by) return null
  const changed = variable.updated_at !== variable.created_at && variable.updated_by
  return (
    <Text c="dimmed" fz={12.5} mt={10}>
      Made by {variable.created_by} <Time at={variable.created_at} />
      {changed ? (
        <>
          , changed by {variable.updated_by} <Time at={variable.updated_at} />
        </>
      ) : null}
      .
    </Text>
  )
}
