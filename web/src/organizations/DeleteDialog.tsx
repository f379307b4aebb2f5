import { List, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Organization } from '../api/contract'
import { forgetTopic } from '../api/events'
import { Confirm } from '../parts/Confirm'
import { count, plural } from '../parts/words'
import { deleteOrganizations } from './queries'

interface DeleteDialogProps {
  organizations: Organization[]
  onClose: () => void
  onDeleted: (count: number) => void
}

/** Deletes with everything below; for 30 days it can be restored. */
export function DeleteDialog({ organizations, onClose, onDeleted }: DeleteDialogProps) {
  const client = useQueryClient()
  const below = organizations.reduce((sum, each) => sum + each.descendants_count, 0)
  const [first] = organizations
  const what = organizations.length === 1 && first ? first.name : plural(organizations.length, 'organization')
  return (
    <Confirm
      opened={organizations.length > 0}
      onClose={onClose}
      title={`Delete ${what}?`}
      action={`Delete ${what}`}
      typed="delete"
      onConfirm={async () => {
        const { deleted } = await deleteOrganizations(organizations.map((each) => each.id))
        forgetTopic(client, 'organizations')
        onDeleted(deleted)
      }}
    >
      {organizations.length > 1 ? (
        <List fz={13.5} withPadding mb={8} style={{ maxHeight: 160, overflowY: 'auto' }}>
          {organizations.map((each) => (
            <List.Item key={each.id}>{each.name}</List.Item>
          ))}
        </List>
      ) : null}
      <Text>
        {below > 0 ? `The ${count(below)} organizations below go with it. ` : ''}
        Their mappings, variables and connections stop working at once. Everything can be restored for 30
        days; after that it is gone for good.
      </Text>
    </Confirm>
  )
}
