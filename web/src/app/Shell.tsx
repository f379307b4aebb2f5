import { Drawer } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { closeLiveEvents, openLiveEvents } from '../api/events'
import { useNarrow } from '../parts/useNarrow'
import { Navigation } from './Navigation'
import { NoAccess } from './NoAccess'
import { useHasHome } from './session'
import classes from './Shell.module.css'
import { SignInAgain } from './SignInAgain'
import { TopBar } from './TopBar'

/** What stands around every page, for whoever has a page to look at. */
export function Shell() {
  return useHasHome() ? <Around /> : <NoAccess />
}

/** The left column (a drawer on a narrow screen) and the bar at the top. */
function Around() {
  const narrow = useNarrow()
  const [drawer, setDrawer] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const client = useQueryClient()
  useEffect(() => {
    openLiveEvents(client)
    return closeLiveEvents
  }, [client])
  useEffect(() => {
    setDrawer(false)
  }, [path])

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      {narrow ? (
        <Drawer
          opened={drawer}
          onClose={() => {
            setDrawer(false)
          }}
          size={280}
          title="Wharf"
          closeButtonProps={{ 'aria-label': 'Close navigation' }}
          transitionProps={{ duration: 0 }}
          padding={12}
        >
          <Navigation />
        </Drawer>
      ) : (
        <aside className={classes.side} aria-label="Sidebar">
          <Navigation />
        </aside>
      )}
      <div className={classes.content}>
        <TopBar
          onMenu={
            narrow
              ? () => {
                  setDrawer(true)
                }
              : undefined
          }
        />
        <main id="main" className={classes.main} tabIndex={-1}>
          <Outlet />
          <div id="page-foot" style={{ display: 'contents' }} />
        </main>
      </div>
      <SignInAgain />
    </div>
  )
}
