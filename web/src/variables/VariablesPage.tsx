import { ActionIcon, Button, Select, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Variable } from '../api/contract'
import { useCrumbs } from '../app/crumbs'
import { IconClose, IconEdit, IconPlus, IconUser } from '../app/icons'
import { usePageState } from '../app/pageState'
import { useMay, useSession } from '../app/session'
import { organizationQuery } from '../organizations/queries'
import { OrganizationPicker } from '../parts/OrganizationPicker'
import { Page } from '../parts/Page'
import { SearchBox } from '../parts/SearchBox'
import { CsvMenu } from './CsvMenu'
import { OriginPanel } from './OriginPanel'
import { VariableForm } from './VariableForm'
import classes from './VariablesPage.module.css'
import { VariablesTable } from './VariablesTable'

type Making = {
  from?: Variable | undefined
  name?: string
  organization: { id: string; name: string }
  fixed: boolean
} | null

/** The named values of organizations, and where each comes from. */
export function VariablesPage() {
  const [state, setState] = usePageState()
  const may = useMay()
  const { home } = useSession()
  const [making, setMaking] = useState<Making>(null)
  const [bulk, setBulk] = useState(false)
  const [shown, setShown] = useState<Variable | undefined>(undefined)
  const scope = state.organization
  const { data: scoped } = useQuery({ ...organizationQuery(scope ?? ''), enabled: scope !== undefined })
  useCrumbs([{ label: 'Configuration' }, { label: 'Organization Variables' }])

  const [selectedOrganization, selectedName] = (
    state.selected ?? (state.name ? `${scope ?? ''}|${state.name}` : '')
  ).split('|')
  const asked = scope ?? selectedOrganization
  const panel =
    selectedName && asked
      ? {
          name: selectedName,
          organization: {
            id: asked,
            name: scope ? (scoped?.name ?? '') : (shown?.organization_name ?? ''),
          },
        }
      : null
  const current = scoped ? { id: scoped.id, name: scoped.name } : { id: home.id, name: home.name }

  return (
    <Page
      title="Organization variables"
      lead="What an automation knows about the customer it runs for."
      actions={
        <>
          <CsvMenu />
          {may.edit ? (
            <>
              <Button
                variant={bulk ? 'light' : 'default'}
                leftSection={<IconEdit size={15} />}
                aria-pressed={bulk}
                onClick={() => {
                  setBulk(!bulk)
                }}
              >
                Edit many
              </Button>
              <Button
                leftSection={<IconPlus size={15} />}
                onClick={() => {
                  setMaking({ organization: current, fixed: false })
                }}
              >
                Add variable
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <Filters scopeName={scoped?.name} />
      {making ? (
        <VariableForm
          key={`${making.organization.id}${making.from?.name ?? making.name ?? ''}`}
          {...making}
          onClose={() => {
            setMaking(null)
          }}
        />
      ) : null}
      <div className={classes.columns} data-panel={panel !== null}>
        <VariablesTable
          bulk={bulk}
          onBulkDone={() => {
            setBulk(false)
          }}
          onShown={setShown}
        />
        {panel ? (
          <OriginPanel
            key={`${panel.organization.id}|${panel.name}`}
            organization={panel.organization}
            name={panel.name}
            variable={shown}
            onEdit={() => {
              setMaking({ from: shown, name: panel.name, organization: panel.organization, fixed: true })
            }}
            onOverride={() => {
              setMaking({ from: shown, name: panel.name, organization: panel.organization, fixed: true })
            }}
            onClose={() => {
              setState({ selected: undefined, name: undefined })
            }}
          />
        ) : null}
      </div>
    </Page>
  )
}

function Filters({ scopeName }: { scopeName: string | undefined }) {
  const [state, setState] = usePageState()
  const scope = state.organization
  return (
    <div className={classes.filters}>
      <SearchBox
        label="Name, value or organization"
        w={230}
        value={state.q ?? ''}
        onSearch={(q) => {
          setState({ q, page: undefined })
        }}
      />
      {scope ? (
        <span className={classes.scope}>
          <span className="dim">Organization:</span> <b>{scopeName ?? '…'}</b>
          <ActionIcon
            size={26}
            aria-label="Show all organizations"
            onClick={() => {
              setState({ organization: undefined, selected: undefined, page: undefined }, true)
            }}
          >
            <IconClose size={14} />
          </ActionIcon>
        </span>
      ) : (
        <div style={{ width: 210 }}>
          <OrganizationPicker
            ariaLabel="Organization"
            placeholder="Organization"
            value={null}
            onChange={(next) => {
              if (next) setState({ organization: next.id, selected: undefined, page: undefined }, true)
            }}
          />
        </div>
      )}
      <Select
        aria-label="Kind"
        placeholder="Kind"
        clearable
        clearButtonProps={{ 'aria-label': 'Clear kind' }}
        w={120}
        data={['general', 'contact', 'system', 'secret']}
        value={state.kind ?? null}
        onChange={(kind) => {
          setState({ kind: kind ?? undefined, page: undefined })
        }}
      />
      <Select
        aria-label="Source"
        placeholder="Source"
        clearable
        clearButtonProps={{ 'aria-label': 'Clear source' }}
        w={125}
        data={['own', 'inherited', 'mapping']}
        value={state.source ?? null}
        onChange={(source) => {
          setState({ source: source ?? undefined, page: undefined })
        }}
      />
      <SearchBox
        label="Made by"
        w={150}
        icon={<IconUser size={15} />}
        value={state.actor ?? ''}
        onSearch={(actor) => {
          setState({ actor, page: undefined })
        }}
      />
      {scope ? (
        <div className={classes.switches}>
          <Switch
            label="Organizations below"
            checked={state.descendants ?? false}
            onChange={(event) => {
              setState({ descendants: event.currentTarget.checked || undefined, page: undefined })
            }}
          />
          <Switch
            label="Show inherited"
            disabled={state.descendants ?? false}
            checked={state.inherited ?? true}
            onChange={(event) => {
              setState({ inherited: event.currentTarget.checked ? undefined : false, page: undefined })
            }}
          />
        </div>
      ) : null}
    </div>
  )
}
