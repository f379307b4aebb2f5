import { Button, Group, Modal, Stack, Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../api/client'
import type { User } from '../api/contract'
import { useSession } from '../app/session'
import { ProblemNote } from '../parts/ProblemNote'
import { done } from '../parts/toast'
import { GrantsInput, type GrantDraft } from './GrantsInput'
import { changeUser, inviteUser, type GrantWish } from './queries'

interface UserDialogProps {
  user: User | null
  onClose: () => void
  onInvited: (url: string, name: string) => void
}

/** Invites a person, or changes one. */
export function UserDialog({ user, onClose, onInvited }: UserDialogProps) {
  const client = useQueryClient()
  const session = useSession()
  const [name, setName] = useState(user?.name ?? '')
  const [email, setEmail] = useState(user?.email ?? '')
  const [enabled, setEnabled] = useState(user?.enabled ?? true)
  const [grants, setGrants] = useState<GrantDraft[]>(
    user
      ? user.grants.map((grant) => ({
          organization: { id: grant.organization_id, name: grant.organization_name },
          role: grant.role,
        }))
      : [{ organization: { id: session.home.id, name: session.home.name }, role: 'editor' }],
  )
  const [pressed, setPressed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const nameProblem = name.trim() ? null : 'Say how colleagues know them.'
  const emailProblem = /^\S+@\S+$/.test(email.trim()) ? null : 'Type an email address, like anna@example.com.'
  const grantProblem = grants.some((grant) => !grant.organization)
    ? 'Choose the organization of each role.'
    : null
  const server = (pointer: string) => (error instanceof ApiProblem ? error.at(pointer) : null)

  const save = async () => {
    setPressed(true)
    if (nameProblem ?? emailProblem ?? grantProblem) return
    setBusy(true)
    setError(null)
    const wishes: GrantWish[] = grants.flatMap((grant) =>
      grant.organization ? [{ organization_id: grant.organization.id, role: grant.role }] : [],
    )
    try {
      if (user) {
        await changeUser(user.id, {
          name: name.trim(),
          email: email.trim(),
          enabled,
          grants: wishes,
          version: user.version,
        })
        done(`${name.trim()} saved`)
        onClose()
      } else {
        const made = await inviteUser({ name: name.trim(), email: email.trim(), grants: wishes })
        if (made.invitation_url) {
          onInvited(made.invitation_url, made.user.name)
        } else {
          done(`${made.user.name} has an account already and was given these roles`)
          onClose()
        }
      }
      await client.invalidateQueries({ queryKey: ['users'] })
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
      if (thrown instanceof ApiProblem && thrown.status === 409)
        void client.invalidateQueries({ queryKey: ['users'] })
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={user ? user.name : 'Invite a person'}
      size={560}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            data-autofocus
            value={name}
            error={(pressed ? nameProblem : null) ?? server('/name')}
            onChange={(event) => {
              setName(event.currentTarget.value)
            }}
          />
          <TextInput
            label="Email"
            type="email"
            value={email}
            error={(pressed ? emailProblem : null) ?? server('/email')}
            onChange={(event) => {
              setEmail(event.currentTarget.value)
            }}
          />
          <GrantsInput grants={grants} onChange={setGrants} problem={pressed ? grantProblem : null} />
          {user ? (
            <Switch
              label="May sign in"
              checked={enabled}
              onChange={(event) => {
                setEnabled(event.currentTarget.checked)
              }}
            />
          ) : null}
          {error && !(error instanceof ApiProblem && error.errors.length > 0) ? (
            <ProblemNote error={error} />
          ) : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="subtle" color="gray" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {user ? 'Save person' : 'Make an invitation'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
