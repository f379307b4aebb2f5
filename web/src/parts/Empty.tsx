import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface EmptyProps {
  title: string
  /** A page that is nothing but this has it as its heading. */
  heading?: 'h1' | 'div'
  children?: ReactNode
  action?: ReactNode
}

/** What stands where nothing is yet: what will be here, why it is useful, and the one button that begins. */
export function Empty({ title, heading = 'div', children, action }: EmptyProps) {
  return (
    <Stack align="center" gap={6} py={44} px={24} ta="center" role="status">
      <Text component={heading} fw={600} fz={14} m={0}>
        {title}
      </Text>
      {children ? (
        <Text c="dimmed" maw={520}>
          {children}
        </Text>
      ) : null}
      {action ? <div style={{ marginTop: 10 }}>{action}</div> : null}
    </Stack>
  )
}
