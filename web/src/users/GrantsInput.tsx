import { ActionIcon, Button, Select, Stack, Text } from '@mantine/core'
import type { Role } from '../api/contract'
import { IconClose, IconPlus } from '../app/icons'
import { OrganizationPicker } from '../parts/OrganizationPicker'

export interface GrantDraft {
  organization: { id: string; name: string } | null
  role: Role
}

export const roleChoices = [
  { value: 'administrator', label: 'Administrator' },
  { value: 'editor', label: 'Editor' },
  { value: 'viewer', label: 'Viewer' },
]

export const roleHelp: Record<Role, string> = {
  administrator: 'everything, people and secrets included',
  editor: 'connections, mappings, variables, organizations',
  viewer: 'looks, changes nothing',
}

interface GrantsInputProps {
  grants: GrantDraft[]
  onChange: (grants: GrantDraft[]) => void
  problem: string | null
}

/** Which role a person has, and from which organization downwards. */
export function GrantsInput({ grants, onChange, problem }: GrantsInputProps) {
  const put = (at: number, patch: Partial<GrantDraft>) => {
    onChange(grants.map((grant, index) => (index === at ? { ...grant, ...patch } : grant)))
  }
  return (
    <div role="group" aria-label="Roles">
      <Text fw={500} mb={2}>
        Roles
      </Text>
      <Text c="dimmed" fz={12} mb={6}>
        A role reaches the organization and everything below it
      </Text>
      <Stack gap={8}>
        {grants.map((grant, index) => (
          <div key={index} style={{ display: 'flex', gap: 6, alignItems: 'flex-start' }}>
            <div style={{ flex: 1.4, minWidth: 0 }}>
              <OrganizationPicker
                ariaLabel={`Organization of role ${String(index + 1)}`}
                value={grant.organization}
                onChange={(organization) => {
                  put(index, { organization })
                }}
              />
            </div>
            <Select
              aria-label={`Role ${String(index + 1)}`}
              style={{ flex: 1 }}
              data={roleChoices}
              value={grant.role}
              onChange={(role) => {
                put(index, { role: (role ?? 'viewer') as Role })
              }}
            />
            <ActionIcon
              size={36}
              aria-label={`Remove role ${String(index + 1)}`}
              disabled={grants.length === 1}
              onClick={() => {
                onChange(grants.filter((_, at) => at !== index))
              }}
            >
              <IconClose size={15} />
            </ActionIcon>
          </div>
        ))}
      </Stack>
      {problem ? (
        <Text c="var(--w-bad)" fz={12.5} mt={4} role="alert">
          {problem}
        </Text>
      ) : null}
      <Button
        size="compact-sm"
        variant="subtle"
        mt={6}
        leftSection={<IconPlus size={14} />}
        onClick={() => {
          onChange([...grants, { organization: null, role: 'viewer' }])
        }}
      >
        Add a role
      </Button>
      <Text c="dimmed" fz={12}>
        {Object.entries(roleHelp)
          .map(([role, help]) => `${role}: ${help}`)
          .join(' · ')}
      </Text>
    </div>
  )
}
