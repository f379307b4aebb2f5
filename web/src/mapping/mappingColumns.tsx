import { Select } from '@mantine/core'
import type { Connection, MappingRow, MappingSummary } from '../api/contract'
import { IconFilter } from '../app/icons'
import type { PageState } from '../app/pageState'
import type { Column } from '../parts/DataTable'
import { SearchBox } from '../parts/SearchBox'
import classes from './MappingTab.module.css'

interface ColumnsProps {
  connection: Connection
  summary: MappingSummary
  state: PageState
  setState: (patch: PageState) => void
  valueCell: (row: MappingRow) => React.ReactNode
  whyCell: (row: MappingRow) => React.ReactNode
  decideCell: (row: MappingRow) => React.ReactNode
}

export function columnsOf({
  connection,
  summary,
  state,
  setState,
  ...cells
}: ColumnsProps): Column<MappingRow>[] {
  const filter = <IconFilter size={14} />
  const many = summary.variables.length > 1
  return [
    {
      id: 'organization',
      header: 'Organization',
      sort: 'organization',
      width: '17%',
      narrow: 'first',
      filter: (
        <SearchBox
          label="Filter organizations"
          placeholder="Filter"
          size="xs"
          icon={filter}
          value={state.q ?? ''}
          onSearch={(q) => {
            setState({ q, page: undefined })
          }}
        />
      ),
      cell: ({ organization }) => {
        const above = organization.path.slice(1, -1).map((each) => each.name)
        return (
          <span
            className={`${classes.organization ?? ''} cut`}
            title={organization.path.map((each) => each.name).join(' / ')}
          >
            {organization.name}
            {above.length > 0 ? <span className={classes.above}> {above.join(' / ')}</span> : null}
          </span>
        )
      },
    },
    {
      id: 'variable',
      header: 'Variable',
      width: many ? 190 : Math.min(220, 26 + 7.7 * (summary.variables[0]?.name.length ?? 12)),
      narrow: many ? 'second' : 'hidden',
      filter: many ? (
        <Select
          aria-label="Filter variables"
          size="xs"
          allowDeselect={false}
          data={summary.variables.map((variable) => variable.name)}
          value={state.variable ?? summary.variables[0]?.name ?? null}
          onChange={(variable) => {
            setState({ variable: variable ?? undefined, page: undefined })
          }}
        />
      ) : undefined,
      cell: (row) => (
        <code className="mono dim" title={row.variable}>
          {row.variable}
        </code>
      ),
    },
    {
      id: 'value',
      header: `Value in ${connection.integration_name}`,
      sort: 'value',
      width: '33%',
      narrow: 'wide',
      filter: (
        <SearchBox
          label="Filter values by name or id"
          placeholder="Filter by name or id"
          size="xs"
          icon={filter}
          value={state.value ?? ''}
          onSearch={(value) => {
            setState({ value, page: undefined })
          }}
        />
      ),
      cell: cells.valueCell,
    },
    {
      id: 'why',
      header: 'Why',
      sort: 'updated_at',
      narrow: 'second',
      filter: (
        <SearchBox
          label="Filter by who saved"
          placeholder="Saved by"
          size="xs"
          maw={180}
          icon={filter}
          value={state.actor ?? ''}
          onSearch={(actor) => {
            setState({ actor, page: undefined })
          }}
        />
      ),
      cell: cells.whyCell,
    },
    {
      id: 'decide',
      header: <span className="unseen">Decide</span>,
      width: 84,
      narrow: 'end',
      cell: cells.decideCell,
    },
  ]
}
