import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useCrumbs } from '../app/crumbs'
import { useScope } from '../app/pageState'
import { useSession } from '../app/session'
import { OrganizationPicker } from '../parts/OrganizationPicker'
import { Page } from '../parts/Page'
import { ImportCsv } from './ImportCsv'
import { ImportFromConnection } from './ImportFromConnection'
import classes from './OrganizationsPage.module.css'
import { organizationQuery } from './queries'

/** Brings customers in: from a file, or from a tool that lists them. Both run as jobs that survive a closed tab. */
export function ImportPage() {
  const { home } = useSession()
  const scope = useScope()
  const { data: scoped } = useQuery({ ...organizationQuery(scope ?? ''), enabled: scope !== undefined })
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null)
  const parent = chosen ?? (scoped ? { id: scoped.id, name: scoped.name } : { id: home.id, name: home.name })
  useCrumbs([
    { label: 'Configuration' },
    { label: 'Organizations', to: '/organizations' },
    { label: 'Import' },
  ])
  return (
    <Page
      title="Import organizations"
      lead="From the PSA, whose customers become organizations and are mapped at once, or from a CSV file."
    >
      <div style={{ maxWidth: 420, marginBottom: 18 }}>
        <OrganizationPicker
          label="Put them below"
          description="Rows of a file that name a parent of their own go there"
          value={parent}
          onChange={setChosen}
        />
      </div>
      <div className={classes.columns}>
        <ImportFromConnection parent={parent} />
        <ImportCsv parent={parent} />
      </div>
    </Page>
  )
}
