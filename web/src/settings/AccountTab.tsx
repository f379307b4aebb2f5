import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ApiProblem } from '../api/client'
import { sessionQuery, useSession } from '../app/session'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { done } from '../parts/toast'
import { passwordProblem } from '../signin/password'

/** One's own name, address and password, and what one may do where. */
export function AccountTab() {
  const { grants } = useSession()
  return (
    <div style={{ maxWidth: 560, display: 'grid', gap: 16 }}>
      <Person />
      <Password />
      <Panel title="What you may do">
        <ul style={{ margin: 0, paddingLeft: 18, lineHeight: 1.8 }}>
          {grants.map((grant) => (
            <li key={grant.organization_id + grant.role}>
              {grant.role} of {grant.organization_name} and everything below it
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}

function Person() {
  const client = useQueryClient()
  const { user } = useSession()
  const [name, setName] = useState(user.name)
  const [email, setEmail] = useState(user.email)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const dirty = name !== user.name || email !== user.email

  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      await api.patch('/me', { name: name.trim(), email: email.trim() })
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      done('Account saved')
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title="You">
      <Stack gap="sm">
        <TextInput
          label="Name"
          autoComplete="name"
          value={name}
          error={
            name.trim()
              ? error instanceof ApiProblem
                ? error.at('/name')
                : null
              : 'Say how colleagues know you.'
          }
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
        />
        <TextInput
          label="Email"
          type="email"
          autoComplete="email"
          value={email}
          error={error instanceof ApiProblem ? error.at('/email') : null}
          onChange={(event) => {
            setEmail(event.currentTarget.value)
          }}
        />
        {error && !(error instanceof ApiProblem && error.errors.length > 0) ? (
          <ProblemNote error={error} />
        ) : null}
        <div>
          <Button disabled={!dirty || !name.trim()} loading={busy} onClick={() => void save()}>
            Save account
          </Button>
        </div>
      </Stack>
    </Panel>
  )
}

function Password() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [pressed, setPressed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const change = async () => {
    setPressed(true)
    if (!current || passwordProblem(next)) return
    setBusy(true)
    setError(null)
    try {
      await api.post('/me/password', { current, next })
      setCurrent('')
      setNext('')
      setPressed(false)
      done('Password changed')
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title="Password">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void change()
        }}
      >
        <Stack gap="sm">
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            value={current}
            error={pressed && !current ? 'Type the password you have now.' : null}
            onChange={(event) => {
              setCurrent(event.currentTarget.value)
            }}
          />
          <PasswordInput
            label="New password"
            description="12 characters or more"
            autoComplete="new-password"
            value={next}
            error={pressed ? passwordProblem(next) : null}
            onChange={(event) => {
              setNext(event.currentTarget.value)
            }}
          />
          {error ? <ProblemNote error={error} /> : null}
          <div>
            <Button type="submit" loading={busy}>
              Change password
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  )
}
