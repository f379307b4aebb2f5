import { Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Connection, Integration } from '../api/contract'
import { forgetTopic } from '../api/events'
import { IconCheck, IconChevronDown, IconPlus } from '../app/icons'
import { UninstallDialog } from '../integrations/UninstallDialog'
import { Confirm } from '../parts/Confirm'
import { Dot, healthTone } from '../parts/Dot'
import { isComposing } from '../parts/keys'
import { ProblemNote } from '../parts/ProblemNote'
import { done, failed } from '../parts/toast'
import { addConnection, deleteConnection, saveConnection } from './queries'

interface Props {
  connection: Connection
  integration: Integration
}

type Dialog = 'add' | 'rename' | 'delete' | 'uninstall' | null

/** The connections of this integration: go to another, add, rename, make default, delete. */
export function ConnectionSwitcher({ connection, integration }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<Dialog>(null)
  const close = () => {
    setDialog(null)
  }
  const go = (id: string) => void navigate({ to: '/connections/$connection', params: { connection: id } })

  const makeDefault = async () => {
    try {
      const saved = await saveConnection(connection.id, { is_default: true, version: connection.version })
      client.setQueryData(['connection', connection.id], saved)
      forgetTopic(client, 'connections')
      done(`${connection.name} is the default now`)
    } catch (error) {
      failed(error)
    }
  }

  return (
    <>
      <Menu width={270}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {connection.name} connection
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Connections to {integration.name}</Menu.Label>
          {integration.connections.map((each) => (
            <Menu.Item
              key={each.id}
              leftSection={<Dot tone={healthTone[each.health.state]} />}
              rightSection={each.id === connection.id ? <IconCheck size={15} aria-label="shown" /> : null}
              onClick={() => {
                go(each.id)
              }}
            >
              {each.name}
              {each.is_default ? <span className="dim"> · default</span> : null}
            </Menu.Item>
          ))}
          {connection.can_edit ? (
            <>
              <Menu.Item
                leftSection={<IconPlus size={15} />}
                onClick={() => {
                  setDialog('add')
                }}
              >
                Add connection
              </Menu.Item>
              <Menu.Divider />
              <Menu.Label>{connection.name}</Menu.Label>
              <Menu.Item
                onClick={() => {
                  setDialog('rename')
                }}
              >
                Rename
              </Menu.Item>
              {connection.is_default ? null : (
                <Menu.Item onClick={() => void makeDefault()}>Make it the default</Menu.Item>
              )}
              {integration.connections.length > 1 ? (
                <Menu.Item
                  c="var(--w-bad)"
                  onClick={() => {
                    setDialog('delete')
                  }}
                >
                  Delete connection
                </Menu.Item>
              ) : (
                <Menu.Item
                  c="var(--w-bad)"
                  onClick={() => {
                    setDialog('uninstall')
                  }}
                >
                  Uninstall {integration.name}
                </Menu.Item>
              )}
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'add' ? (
        <NameDialog
          title={`Add a connection to ${integration.name}`}
          action="Add connection"
          onClose={close}
          onName={async (name) => {
            const added = await addConnection(integration.id, connection.organization_id, name)
            forgetTopic(client, 'connections')
            done(`Connection ${name} added`)
            go(added.id)
          }}
        />
      ) : null}
      {dialog === 'rename' ? (
        <NameDialog
          title="Rename the connection"
          action="Rename"
          initial={connection.name}
          onClose={close}
          onName={async (name) => {
            const saved = await saveConnection(connection.id, { name, version: connection.version })
            client.setQueryData(['connection', connection.id], saved)
            forgetTopic(client, 'connections')
            done(`Renamed to ${name}`)
          }}
        />
      ) : null}
      <Confirm
        opened={dialog === 'delete'}
        onClose={close}
        title={`Delete the connection ${connection.name}?`}
        action={`Delete ${connection.name}`}
        typed={connection.name}
        onConfirm={async () => {
          await deleteConnection(connection.id, connection.name)
          const next = integration.connections.find((each) => each.id !== connection.id)
          if (next) await navigate({ to: '/connections/$connection', params: { connection: next.id } })
          forgetTopic(client, 'connections')
          done(`Connection ${connection.name} deleted`)
        }}
      >
        <Text>
          Its settings and stored secrets are deleted. Mappings it owns keep their values and belong to no
          connection until they are saved again.
        </Text>
      </Confirm>
      <UninstallDialog
        integration={integration}
        organization={connection.organization_id}
        opened={dialog === 'uninstall'}
        onClose={close}
      />
    </>
  )
}

interface NameDialogProps {
  title: string
  action: string
  initial?: string
  onClose: () => void
  onName: (name: string) => Promise<void>
}

function NameDialog({ title, action, initial = '', onClose, onName }: NameDialogProps) {
  const [name, setName] = useState(initial)
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const send = async () => {
    setMissing(true)
    if (!name.trim()) return
    setBusy(true)
    setError(null)
    try {
      await onName(name.trim())
      onClose()
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="sm">
        <TextInput
          label="Connection name"
          description="Shown where a workflow chooses between connections"
          data-autofocus
          value={name}
          error={missing && !name.trim() ? 'Give the connection a name.' : null}
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !isComposing(event)) void send()
          }}
        />
        {error ? <ProblemNote error={error} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" color="gray" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} onClick={() => void send()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
