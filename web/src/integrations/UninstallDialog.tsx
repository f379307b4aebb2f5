import { Checkbox, List, Skeleton, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { forgetTopic } from '../api/events'
import { useScope } from '../app/pageState'
import { useSession } from '../app/session'
import { Confirm } from '../parts/Confirm'
import { done } from '../parts/toast'
import { dependentsQuery, uninstall } from './queries'

interface UninstallDialogProps {
  integration: { id: string; name: string }
  organization?: string | undefined
  opened: boolean
  onClose: () => void
}

/** Says what depends on the integration; where something would break, its name has to be typed. */
export function UninstallDialog({ integration, organization, opened, onClose }: UninstallDialogProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const scope = useScope()
  const { home } = useSession()
  const where = organization ?? scope ?? home.id
  const { data } = useQuery({ ...dependentsQuery(integration.id, where), enabled: opened })
  const [forget, setForget] = useState(false)
  const breaks = Boolean(data && data.text.length > 0)

  const confirm = async () => {
    const answer = await uninstall(integration.id, {
      organization_id: where,
      forget_mappings: forget,
      ...(breaks ? { confirm_name: integration.name } : {}),
    })
    await navigate({ to: '/integrations' })
    forgetTopic(client, 'connections')
    forgetTopic(client, 'mapping')
    done(`${integration.name} uninstalled`)
    if (answer.leftover_notice) {
      notifications.show({
        title: `Left behind in ${integration.name}`,
        message: answer.leftover_notice,
        autoClose: false,
        withBorder: true,
        color: 'accent',
      })
    }
  }

  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Uninstall ${integration.name}?`}
      action={`Uninstall ${integration.name}`}
      {...(breaks ? { typed: integration.name } : {})}
      onConfirm={confirm}
    >
      {data ? (
        <>
          {breaks ? (
            <>
              <Text mb={6}>These depend on it:</Text>
              <List fz={13.5} mb={10} withPadding>
                {data.text.map((line) => (
                  <List.Item key={line}>{line}</List.Item>
                ))}
              </List>
            </>
          ) : (
            <Text mb={10}>Nothing depends on it.</Text>
          )}
          <Text c="dimmed" mb={10}>
            {forget
              ? 'Its connections, stored secrets, mappings and the variables they set are deleted.'
              : 'Its connections and stored secrets are deleted. Mappings and variables are kept and come back when it is installed again.'}
          </Text>
          <Checkbox
            label="Forget its mappings too"
            checked={forget}
            onChange={(event) => {
              setForget(event.currentTarget.checked)
            }}
          />
        </>
      ) : (
        <Skeleton h={110} />
      )}
    </Confirm>
  )
}
