import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './app/tokens.css'
import './app/global.css'

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyDensity } from './app/preferences'
import { queryClient } from './app/queryClient'
import { router } from './app/router'
import { cssVariables, theme } from './app/theme'
import { connectionQuery } from './integrations/queries'

applyDensity()

// A connection's page needs two answers one after the other; the first is asked for beside the session.
const opened = /^\/connections\/([^/]+)/.exec(window.location.pathname)?.[1]
if (opened) void queryClient.prefetchQuery(connectionQuery(opened))

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')

createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <section aria-label="Messages and menus">
          <div id="floating" />
          <Notifications position="bottom-right" transitionDuration={120} limit={4} withinPortal={false} />
        </section>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
