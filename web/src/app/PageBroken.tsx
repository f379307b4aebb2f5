import { Button } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { problemText } from '../api/client'
import { Empty } from '../parts/Empty'

/** A page that could not be drawn: what was said, and the way to try again. The rest of the shell stays. */
export function PageBroken({ error }: ErrorComponentProps) {
  const text = problemText(error)
  const isOldVersion = /dynamically imported module|module script/i.test(text)
  return (
    <Empty
      title={isOldVersion ? 'Wharf was updated while this tab was open' : 'This page could not be shown'}
      action={
        <Button
          onClick={() => {
            window.location.reload()
          }}
        >
          Load the page again
        </Button>
      }
    >
      {isOldVersion ? 'Loading the page again brings the new version.' : text}
    </Empty>
  )
}
