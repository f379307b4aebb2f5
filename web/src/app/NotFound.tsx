import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty } from '../parts/Empty'

export function NotFound() {
  return (
    <main>
      <Empty
        heading="h1"
        title="There is nothing at this address"
        action={
          <Button component={Link} to="/">
            Go to the overview
          </Button>
        }
      >
        It was deleted, never existed, or belongs to an organization that you were not given.
      </Empty>
    </main>
  )
}
