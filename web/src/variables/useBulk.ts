import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Variable, VariableChange } from '../api/contract'
import { forgetTopic } from '../api/events'
import { done } from '../parts/toast'
import { plural } from '../parts/words'
import { changeVariables } from './queries'
import { variableKey } from './variableForm'

interface Edited {
  variable: Variable
  value: string
}

/** Values edited in many rows, sent together: all are saved or none. */
export function useBulk(onDone: () => void) {
  const client = useQueryClient()
  const [edited, setEdited] = useState<ReadonlyMap<string, Edited>>(new Map())
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async (changes: VariableChange[], verb: string) => {
    setBusy(true)
    setError(null)
    try {
      const { changed } = await changeVariables(changes)
      forgetTopic(client, 'variables')
      setEdited(new Map())
      done(`${plural(changed, 'variable')} ${verb}`)
      onDone()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return {
    edited,
    busy,
    error,
    send,
    set: (variable: Variable, value: string) => {
      const next = new Map(edited)
      if (value === (variable.value ?? '')) next.delete(variableKey(variable))
      else next.set(variableKey(variable), { variable, value })
      setEdited(next)
    },
    discard: () => {
      setEdited(new Map())
      onDone()
    },
  }
}
