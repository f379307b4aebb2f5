import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { useScope } from '../app/pageState'
import { Page } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { integrationQuery } from './queries'

/** An integration's own address leads to its default connection, or to its tile where it is not installed. */
export function IntegrationPage() {
  const { integration } = useParams({ from: '/shell/integrations/$integration' })
  const { data, error } = useQuery(integrationQuery(integration, useScope()))
  if (error) {
    return (
      <Page title="Integration">
        <ProblemNote error={error} />
      </Page>
    )
  }
  if (!data) {
    return (
      <Page title={<Skeleton h={28} w={200} />}>
        <Skeleton h={300} radius={10} />
      </Page>
    )
  }
  const connection = data.connections.find((each) => each.is_default) ?? data.connections[0]
  if (!connection) return <Navigate to="/integrations" search={{ q: data.name }} replace />
  return <Navigate to="/connections/$connection" params={{ connection: connection.id }} replace />
}
