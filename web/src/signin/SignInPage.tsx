import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client'
import type { Session } from '../api/contract'
import { keepSession, sessionQuery } from '../app/session'
import { ProblemNote } from '../parts/ProblemNote'
import { Gate } from './Gate'

export function SignInPage() {
  const client = useQueryClient()
  const router = useRouter()
  const { to } = useSearch({ from: '/sign-in' })
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const signIn = async () => {
    setMissing(true)
    if (!email.trim() || !password) return
    setBusy(true)
    setError(null)
    try {
      const session = keepSession(
        await api.postQuietly<Session>('/session', { email: email.trim(), password }),
      )
      client.clear()
      client.setQueryData(sessionQuery.queryKey, session)
      router.history.push(to ?? '/')
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  return (
    <Gate title="Sign in">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void signIn()
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            error={missing && !email.trim() ? 'Type the email address of your account.' : null}
            onChange={(event) => {
              setEmail(event.currentTarget.value)
            }}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            value={password}
            error={missing && !password ? 'Type your password.' : null}
            onChange={(event) => {
              setPassword(event.currentTarget.value)
            }}
          />
          {error ? <ProblemNote error={error} /> : null}
          <Button type="submit" loading={busy} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </Gate>
  )
}
