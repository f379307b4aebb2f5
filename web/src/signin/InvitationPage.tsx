import { Button, PasswordInput, Skeleton, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client'
import type { Invitation, Session } from '../api/contract'
import { keepSession, sessionQuery } from '../app/session'
import { ProblemNote } from '../parts/ProblemNote'
import { Gate } from './Gate'
import { passwordProblem } from './password'

/** Where an invitation link leads: choose a password, and one is in. */
export function InvitationPage() {
  const { token } = useParams({ from: '/invitation/$token' })
  const path = `/invitations/${encodeURIComponent(token)}`
  const client = useQueryClient()
  const navigate = useNavigate()
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.getQuietly<Invitation>(path),
  })
  const [password, setPassword] = useState('')
  const [touched, setTouched] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const accept = async () => {
    setTouched(true)
    if (passwordProblem(password)) return
    setBusy(true)
    setError(null)
    try {
      const session = keepSession(await api.postQuietly<Session>(path, { password }))
      client.setQueryData(sessionQuery.queryKey, session)
      await navigate({ to: '/' })
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  if (invitation.error) {
    return (
      <Gate title="Invitation" lead="This link cannot be used. Ask whoever invited you for a new one.">
        <ProblemNote error={invitation.error} />
      </Gate>
    )
  }
  if (!invitation.data) {
    return (
      <Gate title="Invitation">
        <Skeleton h={160} />
      </Gate>
    )
  }
  return (
    <Gate
      title={`Welcome, ${invitation.data.name}`}
      lead={`You were invited to ${invitation.data.organization_name} as ${invitation.data.email}.`}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void accept()
        }}
      >
        <Stack gap="md">
          <input type="hidden" autoComplete="username" value={invitation.data.email} readOnly />
          <PasswordInput
            label="Choose a password"
            description="12 characters or more"
            autoComplete="new-password"
            autoFocus
            value={password}
            error={touched ? passwordProblem(password) : null}
            onBlur={() => {
              if (password) setTouched(true)
            }}
            onChange={(event) => {
              setPassword(event.currentTarget.value)
            }}
          />
          {error ? <ProblemNote error={error} /> : null}
          <Button type="submit" loading={busy}>
            Set password and sign in
          </Button>
        </Stack>
      </form>
    </Gate>
  )
}
