import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Tile } from '../api/contract'
import { forgetTopic } from '../api/events'
import { useScope } from '../app/pageState'
import { useSession } from '../app/session'
import { done, failed } from '../parts/toast'
import { undoable } from '../parts/undoable'
import { install, uninstall } from './queries'

/** Installs with one click and opens the connection; for ten seconds Undo leaves no trace of it. */
export function useInstall() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const scope = useScope()
  const { home } = useSession()
  const [busy, setBusy] = useState<string | null>(null)

  const undo = async (tile: Tile, organization: string) => {
    try {
      // Away from its page first: what is gone is not asked for again.
      await navigate({ to: '/integrations' })
      await uninstall(tile.id, { organization_id: organization, undo: true })
      forgetTopic(client, 'connections')
      done(`${tile.name} uninstalled again`)
    } catch (error) {
      failed(error)
    }
  }

  const begin = async (tile: Tile) => {
    if (busy) return
    setBusy(tile.id)
    const organization = scope ?? home.id
    try {
      const { connection, created } = await install(tile.id, organization)
      client.setQueryData(['connection', connection.id], connection)
      forgetTopic(client, 'connections')
      await navigate({ to: '/connections/$connection', params: { connection: connection.id } })
      if (!created) return
      undoable(`Installed ${tile.name}`, () => void undo(tile, organization))
    } catch (error) {
      failed(error)
    } finally {
      setBusy(null)
    }
  }

  return { begin: (tile: Tile) => void begin(tile), busy }
}
