import { useQuery } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import type { FC } from 'react'
import { navigationQuery } from '../overview/queries'
import { count } from '../parts/words'
import {
  IconAudit,
  IconIntegrations,
  IconMapping,
  IconOrganizations,
  IconOverview,
  IconSettings,
  IconVariables,
} from './icons'
import classes from './Navigation.module.css'
import { OrganizationSwitcher } from './OrganizationSwitcher'
import { useScope } from './pageState'
import { PersonMenu } from './PersonMenu'
import { useMay } from './session'

interface Entry {
  to: '/' | '/integrations' | '/mapping' | '/variables' | '/organizations' | '/audit' | '/settings'
  label: string
  icon: FC<{ size?: number; stroke?: number }>
  figure?: string | undefined
  also?: string
}

/** The left column. A figure stands at a name only where there is something to count or something waits. */
export function Navigation() {
  const scope = useScope()
  const { data } = useQuery(navigationQuery(scope))
  const may = useMay()
  const configuration: Entry[] = [
    {
      to: '/integrations',
      label: 'Integrations',
      icon: IconIntegrations,
      figure: data?.installed ? count(data.installed) : undefined,
    },
    {
      to: '/mapping',
      label: 'Mapping',
      icon: IconMapping,
      figure: data?.mapping_open ? `${count(data.mapping_open)} open` : undefined,
    },
    { to: '/variables', label: 'Organization Variables', icon: IconVariables },
    {
      to: '/organizations',
      label: 'Organizations',
      icon: IconOrganizations,
      figure: data?.organizations ? count(data.organizations) : undefined,
    },
  ]
  const wharf: Entry[] = [
    ...(may.edit ? ([{ to: '/audit', label: 'Audit log', icon: IconAudit }] as Entry[]) : []),
    { to: '/settings', label: 'Settings', icon: IconSettings },
  ]
  return (
    <>
      <OrganizationSwitcher />
      <nav className={classes.groups} aria-label="Main">
        <List entries={[{ to: '/', label: 'Overview', icon: IconOverview }]} />
        <div className={classes.group} id="nav-configuration">
          Configuration
        </div>
        <List entries={configuration} label="nav-configuration" />
        <div className={classes.group} id="nav-wharf">
          Wharf
        </div>
        <List entries={wharf} label="nav-wharf" />
      </nav>
      <PersonMenu />
    </>
  )
}

function List({ entries, label }: { entries: Entry[]; label?: string }) {
  // A connection is a page of its integration, though its address says only which connection.
  const onConnection = useRouterState({
    select: (state) => state.location.pathname.startsWith('/connections/'),
  })
  return (
    <ul className={classes.list} aria-labelledby={label}>
      {entries.map(({ to, label: name, icon: Icon, figure }) => (
        <li key={to}>
          <Link
            to={to}
            className={classes.link}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            {...(to === '/integrations' && onConnection ? { 'data-status': 'active' } : {})}
          >
            <Icon size={16} stroke={1.7} />
            {name}
            {figure ? <span className={classes.count}>{figure}</span> : null}
          </Link>
        </li>
      ))}
    </ul>
  )
}
