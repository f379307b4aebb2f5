import { useQueryClient } from '@tanstack/react-query'
import { useReducer, useState } from 'react'
import { ApiProblem } from '../api/client'
import type { List, MappingEdit, MappingRow, MappingSaved } from '../api/contract'
import { forgetTopic } from '../api/events'
import { plural } from '../parts/words'
import { undoable } from '../parts/undoable'
import { mappingRows, rowsKey } from './queries'
import {
  keyOf,
  nothingUnsaved,
  placeKey,
  refusedEdits,
  toEdits,
  unsavedReducer,
  type Refused,
} from './unsaved'

export interface Refusal {
  code: string
  message: string
  refused: Refused[]
}

/** "6 mappings saved", "4 mappings saved, 2 cleared". */
export function savedWords(saved: MappingSaved): string {
  const cleared = saved.cleared > 0 ? `, ${saved.cleared.toLocaleString('en-US')} cleared` : ''
  return `${plural(saved.saved, 'mapping')} saved${cleared}`
}

interface Work {
  /** Whether the edits name their connection, as those of the all-connections page do. */
  everywhere: boolean
  save: (edits: MappingEdit[]) => Promise<MappingSaved>
  onSaved: (saved: MappingSaved) => void
  onUndo: (save: string) => void
}

/** The unsaved mappings of a page, and what happens when they are saved: all of them, or none and the reason. */
export function useMappingWork({ everywhere, save, onSaved, onUndo }: Work) {
  const client = useQueryClient()
  const [unsaved, dispatch] = useReducer(unsavedReducer, nothingUnsaved)
  const [saving, setSaving] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  const saveAll = async (work = unsaved) => {
    setSaving(true)
    setError(null)
    setRefusal(null)
    try {
      const saved = await save(toEdits(work, everywhere))
      dispatch({ kind: 'forget', keys: [...work.keys()] })
      forgetTopic(client, 'mapping')
      undoable(savedWords(saved), () => {
        onUndo(saved.save_id)
      })
      onSaved(saved)
    } catch (thrown) {
      const refused = thrown instanceof ApiProblem ? refusedEdits(work, thrown.errors) : []
      if (thrown instanceof ApiProblem && thrown.status === 409 && refused.length > 0) {
        setRefusal({ code: thrown.errors[0]?.code ?? thrown.code, message: thrown.message, refused })
        void client.invalidateQueries({ queryKey: ['mapping'] })
      } else {
        setError(thrown)
      }
    } finally {
      setSaving(false)
    }
  }

  /** Theirs stays; the rest of ours is saved. */
  const takeTheirs = async () => {
    const keys = new Set(refusal?.refused.map((each) => each.key))
    dispatch({ kind: 'forget', keys: [...keys] })
    await saveAll(new Map([...unsaved].filter(([key]) => !keys.has(key))))
  }

  /** Ours goes over theirs, now that a person has read what theirs is. */
  const keepOurs = async () => {
    const refused = refusal?.refused ?? []
    if (refusal?.code === 'option_shared') {
      const action = { kind: 'allow_shared', keys: refused.map((each) => each.key) } as const
      dispatch(action)
      await saveAll(unsavedReducer(unsaved, action))
      return
    }
    const versions = new Map<string, number>()
    for (const { edit, key } of refused) {
      const found = await mappingRows(edit.connection, { search: edit.organization.name }, 1, 100)
      const row = found.items.find(
        (each) =>
          placeKey(edit.connection, each.organization.id, each.variable) === key ||
          each.organization.id === edit.organization.id,
      )
      if (row) versions.set(keyOf(edit), row.version)
    }
    const action = { kind: 'renew', versions } as const
    dispatch(action)
    await saveAll(unsavedReducer(unsaved, action))
  }

  return {
    unsaved,
    dispatch,
    saving,
    error,
    refusal,
    closeRefusal: () => {
      setRefusal(null)
    },
    saveAll: () => void saveAll(),
    takeTheirs,
    keepOurs,
  }
}

/** Shows the new state of suggestions at once, before the server has answered. */
export function useSuggestionPreview(connection: string) {
  const client = useQueryClient()
  return (organizations: ReadonlySet<string>, included: boolean) => {
    client.setQueriesData<List<MappingRow>>({ queryKey: rowsKey(connection) }, (page) =>
      page
        ? {
            ...page,
            items: page.items.map((row) =>
              row.suggestion && organizations.has(row.organization.id)
                ? { ...row, suggestion: { ...row.suggestion, included } }
                : row,
            ),
          }
        : page,
    )
  }
}
