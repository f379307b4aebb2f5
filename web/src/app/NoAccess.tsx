import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { api } from '../api/client'
import { ProblemNote } from '../parts/ProblemNote'
import { Gate } from '../signin/Gate'

/** For whoever signed in and sees no organization: their roles were taken away, or what they were for is deleted. */
export function NoAccess() {
  const [error, setError] = useState<unknown>(null)
  const signOut = async () => {
    try {
      await api.delete('/session')
      // A whole load: nothing that was kept for this person stays.
      window.location.assign('/sign-in')
    } catch (thrown) {
      setError(thrown)
    }
  }
  return (
    <Gate
      title="No organization to show"
      lead="Your account has no role in any organization any more. Ask an administrator for one, then sign in again."
    >
      <Stack gap="md">
        {error ? <ProblemNote error={error} /> : null}
        <Button onClick={() => void signOut()} fullWidth>
          Sign out
        </Button>
      </Stack>
    </Gate>
  )
}
