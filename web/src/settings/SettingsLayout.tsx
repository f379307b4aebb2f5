import { Link, Outlet } from '@tanstack/react-router'
import { useCrumbs } from '../app/crumbs'
import { useMay } from '../app/session'
import connection from '../connection/ConnectionPage.module.css'
import { Page } from '../parts/Page'
import { useCurrentInView } from '../parts/useCurrentInView'

/** Settings of the whole of Wharf, its people and keys, and one's own account. */
export function SettingsLayout() {
  const may = useMay()
  const tabs = useCurrentInView()
  useCrumbs([{ label: 'Settings' }])
  const tab = { className: connection.tab, activeOptions: { exact: true, includeSearch: false } }
  return (
    <Page title="Settings">
      <nav ref={tabs} className={connection.tabs} aria-label="Parts of the settings">
        {may.administer ? (
          <>
            <Link to="/settings" {...tab}>
              General
            </Link>
            <Link to="/settings/users" {...tab}>
              Users and roles
            </Link>
          </>
        ) : null}
        <Link to="/settings/tokens" {...tab}>
          API tokens
        </Link>
        {may.administer ? (
          <Link to="/settings/status" {...tab}>
            Status
          </Link>
        ) : null}
        <Link to="/settings/account" {...tab}>
          Your account
        </Link>
      </nav>
      <Outlet />
    </Page>
  )
}
