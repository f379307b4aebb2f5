import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Integrations, Tile } from '../api/contract'
import { useCrumbs } from '../app/crumbs'
import { IconPlus } from '../app/icons'
import { usePageState } from '../app/pageState'
import { useMay, useSession } from '../app/session'
import { Empty } from '../parts/Empty'
import { Mark } from '../parts/Mark'
import { Page } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { SearchBox } from '../parts/SearchBox'
import { count, plural } from '../parts/words'
import { healthSummary } from './healthWords'
import { InstalledTileCard } from './InstalledTileCard'
import { NewIntegrationDialog, NewIntegrationTile } from './NewIntegration'
import classes from './IntegrationsPage.module.css'
import { matches } from './matching'
import { integrationsQuery } from './queries'
import { useInstall } from './useInstall'

export function IntegrationsPage() {
  const [state, setState] = usePageState()
  const may = useMay()
  const { home } = useSession()
  const { data, error, refetch } = useQuery(integrationsQuery(state.organization))
  useCrumbs([{ label: 'Configuration' }, { label: 'Integrations' }])

  return (
    <Page
      title="Integrations"
      lead={`Tools linked to ${home.name}. Actions go out to them, events come in.`}
      actions={
        <>
          <SearchBox
            label="Find integrations"
            w={{ base: '100%', xs: 240 }}
            value={state.q ?? ''}
            onSearch={(q) => {
              setState({ q })
            }}
          />
          {may.administer ? (
            <Button
              leftSection={<IconPlus size={15} />}
              onClick={() => {
                setState({ view: 'new' })
              }}
            >
              New integration
            </Button>
          ) : null}
        </>
      }
    >
      {state.view === 'new' ? (
        <NewIntegrationDialog
          onClose={() => {
            setState({ view: undefined })
          }}
        />
      ) : null}
      {error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? <Sections data={data} /> : error ? null : <Bones />}
    </Page>
  )
}

function Bones() {
  return (
    <div aria-busy>
      <div className={classes.heading}>
        <Skeleton h={14} w={220} mt={4} />
      </div>
      <ul className={classes.grid}>
        {Array.from({ length: 6 }, (_, index) => (
          <li key={index}>
            <Skeleton h={100} radius={10} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Sections({ data }: { data: Integrations }) {
  const [state, setState] = usePageState()
  const search = state.q?.trim() ?? ''
  const names = new Map(data.categories.map((category) => [category.id, category.name]))
  const installed = data.installed.filter((tile) => matches(tile, search, names))
  const provided = data.provided.filter((tile) => matches(tile, search, names))
  const available = data.available.filter((tile) => matches(tile, search, names))
  const nothing = search !== '' && installed.length + provided.length + available.length === 0

  if (nothing) {
    return (
      <Empty
        title={`No integration matches “${search}”`}
        action={
          <Button
            variant="default"
            onClick={() => {
              setState({ q: undefined, category: undefined })
            }}
          >
            Show all integrations
          </Button>
        }
      >
        The search looks at names, descriptions and categories.
      </Empty>
    )
  }
  return (
    <>
      <div className={classes.heading} aria-live="polite">
        <h2>
          {search
            ? `${count(installed.length)} matching installed`
            : `${count(data.installed.length)} installed`}
        </h2>
        {search ? null : <span>{healthSummary(data.health)}</span>}
      </div>
      {data.installed.length === 0 && !search ? (
        <p className="dim" style={{ margin: '0 0 28px' }}>
          Nothing is linked yet. Begin with the PSA: its customers become your organizations.
        </p>
      ) : (
        <ul className={classes.grid}>
          {installed.map((tile) => (
            <InstalledTileCard key={tile.id} tile={tile} />
          ))}
        </ul>
      )}
      {provided.length > 0 ? (
        <>
          <div className={classes.heading}>
            <h2>{plural(provided.length, 'integration')} provided by a parent</h2>
          </div>
          <ul className={classes.grid}>
            {provided.map((tile) => (
              <InstalledTileCard key={tile.id} tile={tile} />
            ))}
          </ul>
        </>
      ) : null}
      <Available tiles={available} data={data} searching={search !== ''} />
    </>
  )
}

interface AvailableProps {
  tiles: Tile[]
  data: Integrations
  searching: boolean
}

function Available({ tiles, data, searching }: AvailableProps) {
  const [state, setState] = usePageState()
  const may = useMay()
  const { begin, busy } = useInstall()
  const names = new Map(data.categories.map((category) => [category.id, category.name]))
  const shown = state.category
    ? tiles.filter((tile) => tile.categories.includes(state.category ?? ''))
    : tiles
  const counts = (id: string) => tiles.filter((tile) => tile.categories.includes(id)).length
  const categories = data.categories.filter((category) => counts(category.id) > 0)

  return (
    <section aria-labelledby="get-more">
      <div className={classes.heading}>
        <h2 id="get-more">
          {searching ? `${count(shown.length)} matching to install` : 'Get more integrations'}
        </h2>
      </div>
      <div className={classes.more}>
        <ul className={classes.categories} aria-label="Categories">
          {[{ id: '', name: 'All integrations' }, ...categories].map((category) => (
            <li key={category.id}>
              <button
                type="button"
                className={classes.category}
                aria-pressed={(state.category ?? '') === category.id}
                onClick={() => {
                  setState({ category: category.id })
                }}
              >
                {category.name}
                <span>{count(category.id ? counts(category.id) : tiles.length)}</span>
              </button>
            </li>
          ))}
        </ul>
        {shown.length === 0 && (searching || state.category || !may.administer) ? (
          <p className="dim" style={{ margin: '4px 0' }}>
            {searching || state.category
              ? 'None of the integrations that can be installed match.'
              : 'Every integration of the catalogue is installed.'}
          </p>
        ) : (
          <ul className={`${classes.grid ?? ''} ${classes.cards ?? ''}`}>
            {may.administer && !searching ? (
              <NewIntegrationTile
                onOpen={() => {
                  setState({ view: 'new' })
                }}
              />
            ) : null}
            {shown.map((tile) => (
              <li
                key={tile.id}
                className={`${classes.tile ?? ''} ${classes.card ?? ''}`}
                data-testid={`available-${tile.id}`}
              >
                <Mark mark={tile.mark} icon={tile.icon_url} />
                <div className={classes.body}>
                  <h3 className={classes.name}>
                    {may.edit ? (
                      <button
                        type="button"
                        className={classes.open}
                        aria-label={`Install ${tile.name}`}
                        aria-busy={busy === tile.id}
                        onClick={() => {
                          begin(tile)
                        }}
                      >
                        {tile.name}
                      </button>
                    ) : (
                      tile.name
                    )}
                  </h3>
                  <p className={classes.summary}>{tile.summary.replace(/\.$/, '')}.</p>
                  <div className={classes.chips}>
                    {tile.categories.map((id) => (
                      <span key={id} className={classes.chip}>
                        {names.get(id) ?? id}
                      </span>
                    ))}
                  </div>
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}
