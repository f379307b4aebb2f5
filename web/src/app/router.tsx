import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from '../api/client'
import { openLiveEvents } from '../api/events'
import {
  connectionQuery,
  integrationQuery,
  integrationsQuery,
  mappingSummaryQuery,
} from '../integrations/queries'
import { navigationQuery, overviewQuery } from '../overview/queries'
import { auditPaged, facetsQuery } from '../audit/queries'
import { mappingPaged, matrixPaged, matrixSummaryQuery } from '../mapping/queries'
import { organizationsPaged } from '../organizations/queries'
import { headQuery } from '../parts/paged'
import { variablesPaged } from '../variables/queries'
import { openJobsQuery } from '../jobs/queries'
import { NotFound } from './NotFound'
import { PageBroken } from './PageBroken'
import { readPageState, type PageState } from './pageState'
import { queryClient } from './queryClient'
import { sessionQuery, setupQuery } from './session'
import { Shell } from './Shell'

interface RouterContext {
  queryClient: QueryClient
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound })

async function isSignedIn(client: QueryClient): Promise<boolean> {
  try {
    await client.ensureQueryData(sessionQuery)
    return true
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return false
    throw error
  }
}

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyRouteComponent(() => import('../setup/SetUpPage'), 'SetUpPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search['to'] === 'string' && /^\/(?!\/)/.test(search['to']) ? { to: search['to'] } : {},
  component: lazyRouteComponent(() => import('../signin/SignInPage'), 'SignInPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('../signin/InvitationPage'), 'InvitationPage'),
})

/** Everything behind the sign-in. Who is not signed in goes to the sign-in page, or first of all to the set-up. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  validateSearch: (search: Record<string, unknown>): PageState => readPageState(search),
  search: { middlewares: [retainSearchParams(['organization'])] },
  beforeLoad: async ({ context, location }) => {
    if (await isSignedIn(context.queryClient)) return
    const { needed } = await context.queryClient.fetchQuery(setupQuery)
    if (needed) throw redirect({ to: '/set-up' })
    throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
  },
  loaderDeps: ({ search }) => ({ organization: search.organization }),
  loader: ({ context, deps }) => {
    // First of all, so that nothing changes between an answer and the news of it.
    openLiveEvents(context.queryClient)
    void context.queryClient.prefetchQuery(navigationQuery(deps.organization))
    void context.queryClient.prefetchQuery(openJobsQuery)
  },
  component: Shell,
  errorComponent: PageBroken,
  notFoundComponent: NotFound,
})

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  loaderDeps: ({ search }) => ({ organization: search.organization }),
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(overviewQuery(deps.organization))
  },
  component: lazyRouteComponent(() => import('../overview/OverviewPage'), 'OverviewPage'),
})

const integrations = createRoute({
  getParentRoute: () => shell,
  path: '/integrations',
  loaderDeps: ({ search }) => ({ organization: search.organization }),
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(integrationsQuery(deps.organization))
  },
  component: lazyRouteComponent(() => import('../integrations/IntegrationsPage'), 'IntegrationsPage'),
})

const integration = createRoute({
  getParentRoute: () => shell,
  path: '/integrations/$integration',
  component: lazyRouteComponent(() => import('../integrations/IntegrationPage'), 'IntegrationPage'),
})

const tabs = {
  mapping: '/mapping',
  actions: '/actions',
  activity: '/activity',
  'used-by': '/used-by',
} as const

/** The same connection, addressed below its integration as the server's links do it. */
const connectionOfIntegration = createRoute({
  getParentRoute: () => shell,
  path: '/integrations/$integration/$connection',
  beforeLoad: ({ params, search }) => {
    const tab = tabs[search.tab as keyof typeof tabs] as (typeof tabs)[keyof typeof tabs] | undefined
    throw redirect({
      to: tab ? `/connections/$connection${tab}` : '/connections/$connection',
      params: { connection: params.connection },
      search: { ...search, tab: undefined },
      replace: true,
    })
  },
})

const usersAlias = createRoute({
  getParentRoute: () => shell,
  path: '/users',
  beforeLoad: () => {
    throw redirect({ to: '/settings/users', replace: true })
  },
})

const tokensAlias = createRoute({
  getParentRoute: () => shell,
  path: '/tokens',
  beforeLoad: () => {
    throw redirect({ to: '/settings/tokens', replace: true })
  },
})

const connection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$connection',
  loader: ({ context, params }) => {
    const { queryClient: client } = context
    // Its definition is asked for as soon as the connection says which one it is; the page shows what went wrong.
    client
      .ensureQueryData(connectionQuery(params.connection))
      .then((found) => client.prefetchQuery(integrationQuery(found.integration_id, found.organization_id)))
      .catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('../connection/ConnectionPage'), 'ConnectionPage'),
})

const configuration = createRoute({
  getParentRoute: () => connection,
  path: '/',
  component: lazyRouteComponent(() => import('../connection/ConfigurationTab'), 'ConfigurationTab'),
})

const connectionMapping = createRoute({
  getParentRoute: () => connection,
  path: '/mapping',
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) => {
    void context.queryClient.prefetchQuery(mappingSummaryQuery(params.connection, deps.organization))
    void context.queryClient.prefetchQuery(headQuery(mappingPaged(params.connection, deps)))
  },
  component: lazyRouteComponent(() => import('../mapping/MappingTab'), 'MappingTab'),
})

const actions = createRoute({
  getParentRoute: () => connection,
  path: '/actions',
  component: lazyRouteComponent(() => import('../connection/ActionsTab'), 'ActionsTab'),
})

const activity = createRoute({
  getParentRoute: () => connection,
  path: '/activity',
  component: lazyRouteComponent(() => import('../connection/ActivityTab'), 'ActivityTab'),
})

const usedBy = createRoute({
  getParentRoute: () => connection,
  path: '/used-by',
  component: lazyRouteComponent(() => import('../connection/UsedByTab'), 'UsedByTab'),
})

const matrix = createRoute({
  getParentRoute: () => shell,
  path: '/mapping',
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(matrixSummaryQuery(deps.organization))
    void context.queryClient.prefetchQuery(headQuery(matrixPaged(deps)))
  },
  component: lazyRouteComponent(() => import('../mapping/MatrixPage'), 'MatrixPage'),
})

const variables = createRoute({
  getParentRoute: () => shell,
  path: '/variables',
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(headQuery(variablesPaged(deps)))
  },
  component: lazyRouteComponent(() => import('../variables/VariablesPage'), 'VariablesPage'),
})

const organizations = createRoute({
  getParentRoute: () => shell,
  path: '/organizations',
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(headQuery(organizationsPaged(deps)))
  },
  component: lazyRouteComponent(() => import('../organizations/OrganizationsPage'), 'OrganizationsPage'),
})

const organizationsImport = createRoute({
  getParentRoute: () => shell,
  path: '/organizations/import',
  component: lazyRouteComponent(() => import('../organizations/ImportPage'), 'ImportPage'),
})

const organization = createRoute({
  getParentRoute: () => shell,
  path: '/organizations/$organizationId',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/organizations', search: { selected: params.organizationId } })
  },
})

const jobs = createRoute({
  getParentRoute: () => shell,
  path: '/jobs',
  component: lazyRouteComponent(() => import('../jobs/JobsPage'), 'JobsPage'),
})

const job = createRoute({
  getParentRoute: () => shell,
  path: '/jobs/$job',
  component: lazyRouteComponent(() => import('../jobs/JobPage'), 'JobPage'),
})

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(headQuery(auditPaged(deps)))
    void context.queryClient.prefetchQuery(facetsQuery)
  },
  component: lazyRouteComponent(() => import('../audit/AuditPage'), 'AuditPage'),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/SettingsLayout'), 'SettingsLayout'),
})

const settingsGeneral = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('../settings/GeneralTab'), 'GeneralTab'),
})

const users = createRoute({
  getParentRoute: () => settings,
  path: '/users',
  component: lazyRouteComponent(() => import('../users/UsersTab'), 'UsersTab'),
})

const tokens = createRoute({
  getParentRoute: () => settings,
  path: '/tokens',
  component: lazyRouteComponent(() => import('../users/TokensTab'), 'TokensTab'),
})

const status = createRoute({
  getParentRoute: () => settings,
  path: '/status',
  component: lazyRouteComponent(() => import('../settings/StatusTab'), 'StatusTab'),
})

const account = createRoute({
  getParentRoute: () => settings,
  path: '/account',
  component: lazyRouteComponent(() => import('../settings/AccountTab'), 'AccountTab'),
})

const tree = root.addChildren([
  setUp,
  signIn,
  invitation,
  shell.addChildren([
    overview,
    integrations,
    integration,
    connectionOfIntegration,
    usersAlias,
    tokensAlias,
    connection.addChildren([configuration, connectionMapping, actions, activity, usedBy]),
    matrix,
    variables,
    organizations,
    organizationsImport,
    organization,
    jobs,
    job,
    audit,
    settings.addChildren([settingsGeneral, users, tokens, status, account]),
  ]),
])

export const router = createRouter({
  routeTree: tree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: PageBroken,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
