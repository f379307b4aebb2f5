import { Button, SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCrumbs } from '../app/crumbs'
import { IconPlus, IconUpload } from '../app/icons'
import { usePageState } from '../app/pageState'
import { useMay } from '../app/session'
import { Page } from '../parts/Page'
import { CreateDialog } from './CreateDialog'
import { DeletedTable } from './DeletedTable'
import { OrganizationDrawer } from './OrganizationDrawer'
import { OrganizationsTable } from './OrganizationsTable'
import { OrganizationTree } from './OrganizationTree'

/** The customers: as a table, as the tree they form, and those deleted in the last 30 days. */
export function OrganizationsPage() {
  const [state, setState] = usePageState()
  const may = useMay()
  const [creating, setCreating] = useState(false)
  const view = state.view ?? 'table'
  useCrumbs([{ label: 'Configuration' }, { label: 'Organizations' }])

  return (
    <Page
      title="Organizations"
      lead="Your customers, as deep as they nest. Everything is scoped to them: connections, mappings, variables, people."
      actions={
        may.edit ? (
          <>
            <Button
              component={Link}
              {...{ to: '/organizations/import' }}
              variant="default"
              leftSection={<IconUpload size={15} />}
            >
              Import
            </Button>
            <Button
              leftSection={<IconPlus size={15} />}
              onClick={() => {
                setCreating(true)
              }}
            >
              Create organization
            </Button>
          </>
        ) : null
      }
    >
      <SegmentedControl
        size="xs"
        mb={12}
        aria-label="View"
        data={[
          { value: 'table', label: 'Table' },
          { value: 'tree', label: 'Tree' },
          { value: 'deleted', label: 'Deleted' },
        ]}
        value={view}
        onChange={(next) => {
          setState({ view: next === 'table' ? undefined : next, page: undefined, selected: undefined })
        }}
      />
      {view === 'tree' ? (
        <OrganizationTree />
      ) : view === 'deleted' ? (
        <DeletedTable />
      ) : (
        <OrganizationsTable />
      )}
      {state.selected && view !== 'deleted' ? (
        <OrganizationDrawer
          key={state.selected}
          id={state.selected}
          onClose={() => {
            setState({ selected: undefined })
          }}
        />
      ) : null}
      {creating ? (
        <CreateDialog
          onClose={() => {
            setCreating(false)
          }}
        />
      ) : null}
    </Page>
  )
}
