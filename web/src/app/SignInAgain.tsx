import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, onSignedOut } from '../api/client'
import type { Session } from '../api/contract'
import { isComposing } from '../parts/keys'
import { ProblemNote } from '../parts/ProblemNote'
import { keepSession, sessionQuery, useSession } from './session'

/**
 * When a session has ended in the middle of work: a dialog over the page, which stays as it is. The requests that
 * were refused wait and go out again after the sign-in.
 */
export function SignInAgain() {
  const session = useSession()
  const client = useQueryClient()
  const [opened, setOpened] = useState(false)
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const waiting = useRef<(() => void)[]>([])

  useEffect(() => {
    onSignedOut(
      () =>
        new Promise<void>((resolve) => {
          waiting.current.push(resolve)
          setOpened(true)
        }),
    )
    return () => {
      onSignedOut(null)
    }
  }, [])

  const signIn = async () => {
    setBusy(true)
    setError(null)
    try {
      const fresh = keepSession(
        await api.postQuietly<Session>('/session', { email: session.user.email, password }),
      )
      client.setQueryData(sessionQuery.queryKey, fresh)
      setOpened(false)
      setPassword('')
      for (const go of waiting.current.splice(0)) go()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title="Sign in again"
    >
      <Stack gap="sm">
        <Text>Your session has ended. Nothing on this page is lost: sign in, and it goes on.</Text>
        <Text c="dimmed">{session.user.email}</Text>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !isComposing(event)) void signIn()
          }}
        />
        {error ? <ProblemNote error={error} /> : null}
        <Group justify="space-between">
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              window.location.assign('/sign-in')
            }}
          >
            Sign in as someone else
          </Button>
          <Button loading={busy} onClick={() => void signIn()}>
            Sign in
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
