import { Button, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection } from '../api/contract'
import { Panel } from '../parts/Page'
import { done, failed } from '../parts/toast'
import { connectToSample } from './queries'

interface SamplePanelProps {
  connection: Connection
  onConnected: () => void
}

/** Where a sample of the tool runs beside Wharf: one press fills in its settings, so that everything can be tried. */
export function SamplePanel({ connection, onConnected }: SamplePanelProps) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const { integration_name: tool, sample } = connection

  const connect = async () => {
    setBusy(true)
    try {
      client.setQueryData(['connection', connection.id], await connectToSample(connection.id))
      done(`Connected to the sample ${tool}`)
      onConnected()
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Panel>
      <h2 style={{ margin: '0 0 4px', fontSize: 14, fontWeight: 600 }}>
        {sample?.in_use ? `This is the sample ${tool}` : `No ${tool} at hand?`}
      </h2>
      <Text c="dimmed" fz={13} mb={sample?.in_use ? 0 : 10}>
        {sample?.in_use
          ? 'Calls go to the stand-in on this computer. Another connection, with the settings of your own account, goes to the real one.'
          : 'A sample of it runs beside Wharf, with customers under the names that people type. Nothing leaves this computer.'}
      </Text>
      {sample?.in_use ? null : (
        <Button variant="default" size="xs" loading={busy} onClick={() => void connect()}>
          Use the sample {tool}
        </Button>
      )}
    </Panel>
  )
}
