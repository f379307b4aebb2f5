import { useQueryClient } from '@tanstack/react-query'
import { forgetTopic } from '../api/events'
import { done, failed } from '../parts/toast'
import { plural } from '../parts/words'
import { undoSave } from './queries'

/** Takes a save back as a whole, whichever of its connections is named. */
export function useUndoSave() {
  const client = useQueryClient()
  return (connection: string, save: string) => {
    undoSave(connection, save)
      .then(({ restored }) => {
        forgetTopic(client, 'mapping')
        done(`Save undone, ${plural(restored, 'mapping')} restored`)
      })
      .catch(failed)
  }
}
