import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ApiProblem } from '../api/client'
import type { Session } from '../api/contract'
import { keepSession, sessionQuery } from '../app/session'
import { ProblemNote } from '../parts/ProblemNote'
import { Gate } from '../signin/Gate'
import { passwordProblem } from '../signin/password'

interface Answers {
  organization_name: string
  name: string
  email: string
  password: string
}

type Name = keyof Answers

const problems: Record<Name, (value: string) => string | null> = {
  organization_name: (value) =>
    value.trim() ? null : 'Say what your company is called; it becomes the root of all organizations.',
  name: (value) => (value.trim() ? null : 'Say how colleagues know you; it stands in the audit log.'),
  email: (value) =>
    /^\S+@\S+$/.test(value.trim())
      ? null
      : 'Type an email address, like anna@example.com. You sign in with it.',
  password: passwordProblem,
}

/** The first start: the root organization and its first administrator. */
export function SetUpPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [answers, setAnswers] = useState<Answers>({
    organization_name: '',
    name: '',
    email: '',
    password: '',
  })
  const [left, setLeft] = useState<ReadonlySet<Name>>(new Set())
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const field = (name: Name) => ({
    value: answers[name],
    error:
      (left.has(name) ? problems[name](answers[name]) : null) ??
      (error instanceof ApiProblem ? error.at(`/${name}`) : null),
    onBlur: () => {
      if (answers[name]) setLeft(new Set([...left, name]))
    },
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      setAnswers({ ...answers, [name]: event.currentTarget.value })
    },
  })

  const begin = async () => {
    setLeft(new Set(['organization_name', 'name', 'email', 'password']))
    if ((Object.keys(problems) as Name[]).some((name) => problems[name](answers[name]))) return
    setBusy(true)
    setError(null)
    try {
      const session = keepSession(
        await api.postQuietly<Session>('/setup', {
          ...answers,
          organization_name: answers.organization_name.trim(),
          name: answers.name.trim(),
          email: answers.email.trim(),
        }),
      )
      client.clear()
      client.setQueryData(sessionQuery.queryKey, session)
      await navigate({ to: '/' })
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  return (
    <Gate title="Set up Wharf" lead="One minute: your company, and the administrator who signs in first.">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void begin()
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Company"
            description="The managed service provider; customers are added below it later"
            autoFocus
            autoComplete="organization"
            {...field('organization_name')}
          />
          <TextInput label="Your name" autoComplete="name" {...field('name')} />
          <TextInput label="Email" type="email" autoComplete="username" {...field('email')} />
          <PasswordInput
            label="Password"
            description="12 characters or more"
            autoComplete="new-password"
            {...field('password')}
          />
          {error && !(error instanceof ApiProblem && error.errors.length > 0) ? (
            <ProblemNote error={error} />
          ) : null}
          <Button
            type="submit"
            loading={busy}
            onMouseDown={(event) => {
              // The message under the field that was just left must not move the button away from the pointer.
              event.preventDefault()
            }}
          >
            Create administrator and begin
          </Button>
        </Stack>
      </form>
    </Gate>
  )
}
