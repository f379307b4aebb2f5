import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { connectionQuery, integrationQuery } from '../integrations/queries'

/** The connection of this address and the integration it belongs to. */
export function useConnection() {
  const { connection: id } = useParams({ strict: false })
  const connection = useQuery(connectionQuery(id ?? ''))
  const integration = useQuery({
    ...integrationQuery(connection.data?.integration_id ?? '', connection.data?.organization_id),
    enabled: connection.data !== undefined,
  })
  return {
    id: id ?? '',
    connection: connection.data,
    integration: integration.data,
    error: connection.error ?? integration.error,
  }
}
