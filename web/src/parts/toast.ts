import { notifications } from '@mantine/notifications'
import { problemText } from '../api/client'

/** Says in the past tense what was just done. */
export function done(message: string) {
  notifications.show({ message, autoClose: 5000, withBorder: true, color: 'accent' })
}

export function failed(error: unknown) {
  notifications.show({ message: problemText(error), autoClose: 12_000, withBorder: true, color: 'red' })
}
